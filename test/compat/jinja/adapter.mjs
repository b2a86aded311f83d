/** The built engine (`npm run build`, or the folder in KPLAY_DIST) as `run.mjs` asks for it. */
import { makeAdapter } from './adapt.mjs';

const dist = process.env.KPLAY_DIST ?? new URL('../../../dist', import.meta.url).pathname;
const base = await import(`${dist}/base/index.js`);
const template = await import(`${dist}/template/index.js`);

export const { types, encode, render } = makeAdapter({ base, template, env: process.env });
