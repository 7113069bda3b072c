import { describe, expect, it } from 'vitest';
import { disc } from './pictures';
import { never, pointAt, startedService } from './support';

const onDisc = [pointAt(192, 192)];

async function opened() {
	const started = await startedService({});
	const source = await disc(640, 480).png().toBuffer();
	const { image } = await started.service.openImage(source);
	return { ...started, image };
}

describe('preview', () => {
	it('is the mask that a click tells first', async () => {
		const { service, image, firsts } = await opened();
		await service.encode(image, never);
		const preview = await service.preview({ image, prompts: onDisc });
		await service.segment({ image, prompts: onDisc, asker: 'a view' }, never);
		expect(preview).toEqual(firsts[0]?.candidate);
	});

	it('does not have an image encoded', async () => {
		const { service, image } = await opened();
		expect(await service.preview({ image, prompts: onDisc })).toBeNull();
	});

	it('stands back while a click is being answered, and does not disturb it', async () => {
		const { service, image } = await opened();
		await service.encode(image, never);
		const answering = service.segment({ image, prompts: onDisc }, never);
		expect(await service.preview({ image, prompts: onDisc })).toBeNull();
		expect((await answering).candidates.length).toBeGreaterThan(0);
	});
});
