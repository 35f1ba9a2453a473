import './api/jitless.ts';
// Before all components, so that the style of each comes after what it builds on.
import './app/style/fonts.css';
import './app/style/tokens.css';
import './app/style/base.css';
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from './api/client.ts';
import { meQuery } from './api/identity.ts';
import { asProblem } from './api/problem.ts';
import { makeRouter } from './app/router.tsx';
import { followTheme } from './app/theme.ts';
import { failed } from './ui/overlay/toasts.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (times, error) => times < 2 && [0, 502, 503, 504].includes(asProblem(error).status), refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, mutation) => {
      // A form that shows what was wrong says so; everything else is told here.
      if (mutation.meta?.['shown'] === true) return;
      const problem = asProblem(error);
      failed(problem.message, problem.hint);
    },
  }),
});
const router = makeRouter(queries);

followTheme();
onSignedOut(() => {
  // Only where a session has ended: nobody was signed in before the first page, either.
  if (queries.getQueryData(meQuery.queryKey) === undefined) return;
  queries.removeQueries();
  void router.invalidate();
});

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
