import type { SurfaceReport } from '../contract.ts';
import { visible } from '../../kernel/visible.ts';
import { columns, type Paint } from './columns.ts';

/** A host's attack surface for people: who listens, what still runs replaced code, whether it wants a reboot. */
export function surfaceTable({ listening, outdated, reboot }: SurfaceReport, paint: Paint): string {
  const sections = [
    listening.length === 0 ? 'nothing listens' : `listening\n${columns(
      ['PROTOCOL', 'ADDRESS', 'PORT', 'REACH', 'PROCESS', 'PACKAGE'],
      listening.map(({ protocol, address, port, exposed, process, package: purl }) => [
        protocol, address, String(port), exposed ? { text: 'network', paint: 'medium' } : 'this machine',
        process ? `${process.name} (${process.pid})` : '', purl ?? '',
      ]),
      paint,
    )}`,
    outdated.length === 0 ? '' : `run code that has been replaced: restart them\n${columns(
      ['PROCESS', 'UNIT', 'REPLACED'],
      outdated.map(({ pid, name, unit, replaced }) => [`${name} (${pid})`, unit ?? '', replaced.join(', ')]),
      paint,
    )}`,
    reboot.needed ? paint('high', `reboot needed: ${visible(reboot.reasons.join('; '))}`) : '',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}
