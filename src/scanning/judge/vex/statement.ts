/** VEX statuses (CISA, Minimum Requirements for VEX). */
export const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;
export type VexStatus = (typeof VEX_STATUSES)[number];

/** What a VEX document says of one vulnerability, whatever its format. */
export type VexStatement = {
  /** All ids by which the document names the vulnerability. */
  vulnerabilities: readonly string[];
  /**
   * What it speaks of, as purls (versions and qualifiers may be left out: then all are meant). An entry with components speaks
   * of these within that product only; one without speaks of the product itself.
   */
  products: readonly { product: string; components: readonly string[] }[];
  status: VexStatus;
  /** Justification and impact in one line. */
  reason: string;
  /** Orders statements about the same: the later one counts. RFC 3339, or empty. */
  timestamp: string;
};
