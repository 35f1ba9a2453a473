/**
 * What a normalizer makes of one line: the OCSF 1.8 event, flat. Promoted fields are those that people filter by;
 * everything else stands in `attributes` by its OCSF path. An absent text is '' and an absent number 0 (OCSF's Unknown).
 */
export type NormalizedEvent = {
  /** Id of the normalizer that read the line: `sshd`, `nginx-access`, `json`, `text`, … */
  format: string;
  classUid: number;
  activityId: number;
  /** 0 unknown, 1 success, 2 failure, 99 other. */
  statusId: number;
  severityId: number;
  /** When it happened: ms since the epoch, UTC. */
  time: number;
  /** The account concerned (OCSF `user.name`): in a sign-in the one that signs in. */
  user: string;
  /** Who did it, where that is somebody else (`actor.user.name`). */
  actor: string;
  /** `src_endpoint.ip`, canonical and in lower case. */
  srcIp: string;
  /** `dst_endpoint.ip` */
  dstIp: string;
  /** The machine that logged it (`device.hostname`). */
  host: string;
  /** The program or service concerned (`service.name` / `metadata.product.feature.name`): sshd, nginx, … */
  service: string;
  /** The source's own word for what was done (`metadata.event_code`): `failed-password`, `GET`, … */
  action: string;
  /** A code repository concerned; '' for most events. */
  repository: string;
  /** The line in words, without its header. */
  message: string;
  /** OCSF path and value in turn: ['src_endpoint.port', '51123', …]. Types are restored from `ocsf/paths.ts`. */
  attributes: string[];
  /** Every user, IP, host, URL and hash in the event as `type_id:value`, e.g. `2:203.0.113.9`, `4:root`. */
  observables: string[];
};

/** An event as it is stored: one row. */
export type EventRow = Omit<NormalizedEvent, 'attributes'> & {
  /** 32 hexadecimal digits: a hash of source, place and raw (see ingest/identity.ts). */
  id: string;
  /** The committed batch that it came with, and its place in it. */
  batch: number;
  position: number;
  /** When it was received: ms since the epoch. */
  ingestedAt: number;
  /** The registered stream that it came by. */
  source: string;
  /** Version of the normalizers that made the row. */
  normalizer: number;
  attributes: Record<string, string>;
  /** The line byte for byte. Bytes that are not UTF-8 are shown as U+FFFD here and kept whole in `rawBase64`. */
  raw: string;
  /** Only where `raw` is not valid UTF-8. */
  rawBase64?: string;
};
