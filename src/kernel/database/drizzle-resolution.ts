import type { ResolveHookSync } from 'node:module';

const INSIDE = /\/node_modules\/drizzle-orm\/(?!(?:.*\/)?node_modules\/)/;

/**
 * Resolves what is imported from drizzle-orm, and inside it, without its package.json; everything else as Node does.
 *
 * That file has 180 kB of exports, and Node 24 parses all of it again for each of some 600 imports that resolve through it: half of the time
 * that the server's modules take to load. All of ours find one and the same package, and inside of it every relative import names an ES module.
 * https://nodejs.org/docs/latest-v24.x/api/module.html#synchronous-hooks-accepted-by-moduleregisterhooks
 */
export function drizzleResolution(): ResolveHookSync {
  const found = new Map<string, ReturnType<ResolveHookSync>>();
  return (specifier, context, next) => {
    if (specifier.startsWith('.')) {
      const inside = context.parentURL !== undefined && INSIDE.test(context.parentURL);
      return inside ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true } : next(specifier, context);
    }
    if (specifier !== 'drizzle-orm' && !specifier.startsWith('drizzle-orm/')) return next(specifier, context);
    const known = found.get(specifier);
    if (known) return known;
    const resolved = { ...next(specifier, context), shortCircuit: true };
    found.set(specifier, resolved);
    return resolved;
  };
}
