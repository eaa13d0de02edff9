/** The version of the SDK; a consistency test holds it equal to the package's. */
export const VERSION = '0.1.0';
