/** A value that is made when it is first asked for, and kept; one that could not be made is tried again. */
export interface Once<T> {
	get(): Promise<T>;
	forget(): void;
}

export function once<T>(make: () => Promise<T>): Once<T> {
	let made: Promise<T> | undefined;
	const forget = () => {
		made = undefined;
	};
	return {
		get: () => {
			if (made) return made;
			const making = make();
			made = making;
			making.catch(() => made === making && forget());
			return making;
		},
		forget,
	};
}
