/** What content is, a closed set: a label. Another word is counted as `other`. */
export const CONTENT_KINDS = ['movie', 'episode', 'clip', 'live', 'audio', 'other'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];
