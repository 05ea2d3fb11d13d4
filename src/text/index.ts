import {en} from './en.ts';

/** Every sentence the tool itself says. */
export const text = en;
