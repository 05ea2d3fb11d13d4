/** The part of a key that a step gave it: without the step's id, and without the number of its use. */
export const bare = (key: string): string => key.slice(key.indexOf('/') + 1).replace(/(?<!#)(?:##)*#\d+$/, '');
