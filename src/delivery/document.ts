import type { Section } from './message.ts';

/** Sections as plain text: a line each, an empty one before every heading. */
export const plainOf = (sections: readonly Section[]): string[] => sections.flatMap(({ title, lines }) => ['', title, ...lines.map((line) => `- ${line}`)]);

/** A document in Markdown (CommonMark), in which no words of strangers are markup. */
export const markdownOf = (title: string, sections: readonly Section[]): string =>
  [`# ${inert(title)}`, ...sections.flatMap((section) => ['', `## ${inert(section.title)}`, '', ...section.lines.map((line) => `- ${inert(line)}`)]), ''].join('\n');

/** Every character that could begin markup stands for itself, and an address or a name is no link. */
const inert = (text: string): string =>
  text.replace(/[\r\n]+/gu, ' ').replace(/[\\`*_{}[\]<>#|~&!]/gu, String.raw`\$&`).replace(/^([-+])/u, String.raw`\$1`).replace(/^(\d+)([.)])(?=\s|$)/u, String.raw`$1\$2`)
    .replace(/(https?):\/\//giu, '$1:\u200b//').replace(/\bwww\./giu, '$&\u200b').replaceAll('@', '@\u200b');
