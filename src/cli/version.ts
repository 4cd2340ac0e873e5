declare const GAGE_VERSION: string | undefined;

/** The version of the program, put in when it is built. */
export const VERSION: string = typeof GAGE_VERSION === 'string' ? GAGE_VERSION : '0.0.0';
