/** Scanning: what is in images, hosts, source trees and SBOMs, and what is known against it. Works without a server. */
export { PUBLIC_BUCKET, advisoryDirectory, advisoryFile, ageOf, ageWords, openAdvisories, syncAdvisories, type OpenAdvisories } from './advisories/index.ts';
export { FORMATS, type Format, type ScanReport } from './contract.ts';
export type { ImageRequest, Scanner } from './examine.ts';
export { parseThreshold, type Filter, type Threshold } from './judge/filter.ts';
export type { Decisions } from './judge/suppress.ts';
export type { VexStatement } from './judge/vex/statement.ts';
export { SEVERITIES } from './match/finding.ts';
export type { Component } from './match/component.ts';
export type { Finding } from './match/finding.ts';
export type { Subject } from './subject.ts';

/** What makes scans, some 250 files: loaded by whoever makes one, and by nobody who only asks for the age of the advisories. */
export const scans = () => import('./scans.ts');

/** What judges an inventory that others made. Loaded like the rest, in the thread that does it. */
export const judging = () => import('./judging.ts');
/** What registries have: their repositories and tags. Loaded when one is asked. */
export const registries = () => import('./source/image/registry/listing.ts');
export type { RegistryListing } from './source/image/registry/listing.ts';
export type { GivenCredentials, RegistryOptions } from './source/image/registry/session.ts';
export { isRepository, isTag, parseName } from './source/image/reference.ts';
