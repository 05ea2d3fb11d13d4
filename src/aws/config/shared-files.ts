// Loaded on first use; naming what is used keeps the rest of the package out of the bundle.
export {loadSharedConfigFiles} from '@smithy/core/config';
