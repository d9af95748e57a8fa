/** The node type that loads a picture: the editor adds one for every picture people drop, take or paint on. */
export const LOAD_IMAGE = 'load-image';
