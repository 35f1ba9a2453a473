import type { Cataloguer } from '../cataloguer.ts';
import { dotnetDeps } from './built.ts';
import { dotnetProject, nugetCentral, nugetConfig, nugetLock } from './projects.ts';

/** .NET: what applications bring, and what projects state. */
export const dotnet: readonly Cataloguer[] = [dotnetDeps, nugetLock, nugetConfig, nugetCentral, dotnetProject];
