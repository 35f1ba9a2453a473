import { EXPORT_TYPE, MANIFEST, type ExportSummary } from './contract.ts';

/** What an archive says of itself to somebody who has nothing but it. */
export const readme = ({ from, to, at, glacis, rootKeyId }: ExportSummary): string => `An export of a program of goals, milestones and gates, made by Glacis ${glacis} at ${at},
of what happened from ${from} to ${to}.

report.html                     for people: state, reasons, exceptions, decisions
program/                        every program of that time as it was written, what it came to (state.json), and
                                programs that asked less and waited for a second person (proposals-*.ndjson)
decisions/keys.json             the keys that sign decisions, each handed over by the one before it; as PEM in decisions/keys/
decisions/GATE/                 signed decisions: SLSA Verification Summaries in DSSE, each naming the one before it
evidence/observations-*.ndjson  what was observed of each fact; "digest" is what decisions name it by
evidence/statements-*.ndjson    signed statements from outside, as they came, and the keys that signed them
evidence/claims-*.ndjson        what one person said and another confirmed
exceptions/                     exceptions of gates, and vulnerabilities that were let stand
oscal/                          OSCAL 1.1.3 assessment results (https://pages.nist.gov/OSCAL/)
SHA256SUMS                      of every file above
${MANIFEST}              all files by sha256, in an in-toto statement in DSSE, signed by the key of ${at}

To check all of it, with Glacis and without a network; the first key's id must be known by another way than this archive:

  glacis program verify ARCHIVE.tar.gz --trust ${rootKeyId}

Without Glacis, file by file (the key is the last in decisions/keys.json; docs: "Auditors"):

  sha256sum --check --quiet SHA256SUMS
  cosign verify-blob-attestation --new-bundle-format=false --key decisions/keys/KEYID.pem --signature ${MANIFEST} \\
    --type ${EXPORT_TYPE} --insecure-ignore-tlog=true SHA256SUMS
`;
