import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Candidate } from '../../shared/candidate';
import { ofLevel } from '../../shared/everything';
import type { Rle } from '../../shared/mask/rle';
import type { Prompt } from '../../shared/prompt';
import {
	betweenLevels,
	type DescribeResult,
	type EverythingProgress,
	type EverythingResult,
	type FirstCandidate,
	preview,
	type RenderParams,
	type RenderResult,
} from '../../shared/protocol/inferenceProtocol';
import { fromRegion, isCutOff, type Region } from '../../shared/region';
import type { InferenceClient } from '../inference/inferenceClient';
import type { NeighbourPrefetch } from '../inference/neighbourPrefetch';
import type { StatusBar } from '../inference/statusBar';
import { settings } from '../settings';
import type { CloserLook, CloserQuestion } from './closerLook';
import type { LevelsReply, LevelsRequest } from './promptingPort';
import type { SessionImage } from './sessionImage';

interface QuestionServices {
	readonly client: InferenceClient;
	readonly statusBar: StatusBar;
	readonly prefetch: NeighbourPrefetch;
}

/** What of everything is wanted. */
export interface EverythingQuestion {
	/** Absent: all. */
	readonly level?: number;
	/** Null: the whole image. */
	readonly region: Region | null;
}

export interface EverythingAnswer extends EverythingResult {
	/** How many masks are left out since the region cuts them off. */
	readonly cutOff: number;
}

/** What a view asks the model about its image. */
export class ImageQuestions {
	/** By which the inference process knows whose newer prompts take the place of older ones. */
	readonly asker = randomUUID();
	/** What was last asked of a part of the image for a click; undefined where it was the whole image. */
	private closerAsked: CloserQuestion | undefined;
	/** All masks of the image, of the last question for them: one level or another is a part of the answer. */
	private allMasks: { readonly question: string; readonly result: EverythingResult } | undefined;

	constructor(
		private readonly uri: vscode.Uri,
		private readonly image: SessionImage,
		private readonly closer: CloserLook,
		private readonly services: QuestionServices,
	) {}

	/** The levels of some prompts. Rejects when the signal is aborted. */
	async levels(request: LevelsRequest, signal: AbortSignal): Promise<LevelsReply> {
		const { client, statusBar } = this.services;
		return this.withoutPrefetch(async () => {
			const { image } = await this.image.open();
			const closer = await this.closer.questionOf(request);
			signal.throwIfAborted();
			this.closerAsked = closer;
			const params = closer ? { image: closer.image, ...closer.question } : { image, ...request };
			const { milliseconds, ...reply } = await client.segment({ ...params, asker: this.asker }, signal);
			statusBar.showAnswered(milliseconds.encode + milliseconds.decode + milliseconds.rest);
			const asked = { image: params.image, asker: this.asker };
			const between = async (until: AbortSignal) =>
				(await client.askAbout(betweenLevels, asked, until)).map((mask) => closer?.answer(mask) ?? mask);
			const candidates = closer ? reply.candidates.map(closer.answer) : reply.candidates;
			return { ...reply, candidates, between };
		});
	}

	/** The first mask of a running question of this view, in pixels of the whole image; undefined where it is another's. */
	firstOf(first: FirstCandidate): Pick<FirstCandidate, 'prompts' | 'candidate'> | undefined {
		if (first.asker !== this.asker) return undefined;
		return this.closerAsked ? this.closerAsked.firstOfWhole(first) : first;
	}

	/** The mask that a click would bring; null where the model offers none, or the image is not ready. */
	async preview(prompts: readonly Prompt[]): Promise<Candidate | null> {
		if (this.image.state.phase !== 'ready') return null;
		const { image } = await this.image.open();
		const { client } = this.services;
		const closer = await this.closer.questionOf({ prompts });
		if (!closer) return await client.askAbout(preview, { image, prompts });
		const { prompts: heard } = closer.question;
		const found = await client.askAbout(preview, { image: closer.image, prompts: heard });
		return found && closer.answer(found);
	}

	/**
	 * All masks of the image or of a part of it, or those of one level; the model is asked once. Rejects when it is
	 * cancelled.
	 */
	everything(
		{ level, region }: EverythingQuestion,
		onProgress: (progress: EverythingProgress) => void,
		token: vscode.CancellationToken,
	): Promise<EverythingAnswer> {
		return this.withoutPrefetch(async () => {
			const whole = await this.image.open();
			const { image } = region ? await this.image.openRegion(region) : whole;
			const params = { image, ...settings.everything() };
			const question = JSON.stringify(params);
			if (this.allMasks?.question !== question) {
				const asked = { ...params, asker: randomUUID() };
				const result = await this.services.client.everything(asked, token, onProgress);
				this.allMasks = { question, result: region ? ofWhole(result, region, whole) : result };
			}
			const { result } = this.allMasks;
			const wanted = level === undefined ? result : ofLevel(result, level);
			if (!region) return { ...wanted, cutOff: 0 };
			const masks = wanted.masks.filter(({ bbox }) => !isCutOff(bbox, region, whole));
			return { ...wanted, masks, cutOff: wanted.masks.length - masks.length };
		});
	}

	/** What is known of the image is another model's. */
	forget(): void {
		this.allMasks = undefined;
	}

	/** What may look like some masks, in about their sizes. Rejects when it is cancelled. */
	masksLike(
		like: readonly Rle[],
		onProgress: (progress: EverythingProgress) => void,
		signal: AbortSignal,
	): Promise<EverythingResult> {
		return this.withoutPrefetch(async () => {
			const { image } = await this.image.open();
			const params = { image, asker: randomUUID(), ...settings.everything(), like };
			return await this.services.client.everything(params, signal, onProgress);
		});
	}

	/** What masks of the image look like. Rejects when it is cancelled. */
	describe(masks: readonly Rle[], signal: AbortSignal): Promise<DescribeResult> {
		return this.withoutPrefetch(async () => {
			const { image } = await this.image.open();
			return await this.services.client.describe({ image, masks }, signal);
		});
	}

	/** The image as a new file, with edits of it applied. Rejects when it is cancelled. */
	async render(
		params: Omit<RenderParams, 'image' | 'asker'>,
		onProgress: (fraction: number) => void,
		token: vscode.CancellationToken,
	): Promise<RenderResult> {
		const { image } = await this.image.open();
		return this.services.client.render({ ...params, image }, token, onProgress);
	}

	/** Neighbours of the image are encoded when nothing else is to do, and go on after it, whatever comes of it. */
	private async withoutPrefetch<T>(work: () => Promise<T>): Promise<T> {
		const { prefetch } = this.services;
		prefetch.hold();
		try {
			return await work();
		} finally {
			prefetch.after(this.uri);
		}
	}
}

/** What was found in a region, in pixels of the image. */
function ofWhole(
	result: EverythingResult,
	region: Region,
	image: { readonly width: number; readonly height: number },
): EverythingResult {
	const masks = result.masks.map((mask) => ({
		...fromRegion(mask, region, image),
		point: { x: mask.point.x + region.x, y: mask.point.y + region.y },
	}));
	return { ...result, masks };
}
