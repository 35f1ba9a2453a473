export { ENCODINGS, decompress, type DecompressLimits, type Encoding } from './decompress.ts';
