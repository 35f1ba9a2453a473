/** An id made of the words of a title: without numbers, which change when things are counted anew. */
export const slug = (text: string): string => text.toLowerCase().split(/[^a-z0-9]+/u).filter((part) => part !== '' && !/^\d+$/.test(part)).slice(0, 6).join('-').slice(0, 56).replace(/^[^a-z]+|-+$/gu, '') || 'milestone';
