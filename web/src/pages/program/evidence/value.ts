/** What was typed as a value of a fact; undefined where it is none of its type. Shares are typed in per cent. */
export function readValue(typed: string, { type, unit }: { type: string; unit: string | null }): boolean | number | string | undefined {
  const text = typed.trim();
  switch (type) {
    case 'bool': return text === 'yes' ? true : text === 'no' ? false : undefined;
    case 'int': return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
    case 'double': {
      const written = text.replace(/\s*%$/, '');
      if (!/^-?\d{1,15}(?:\.\d{1,9})?$/.test(written)) return undefined;
      return unit === 'share' ? Number(written) / 100 : Number(written);
    }
    case 'timestamp': return Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString();
    case 'string': return text === '' ? undefined : text;
    default: return undefined;
  }
}
