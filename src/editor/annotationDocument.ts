import { parseSidecar, type Sidecar } from '../formats/sidecar';

interface ImageSize {
	readonly width: number;
	readonly height: number;
}

const _empty: Sidecar = parseSidecar('');
