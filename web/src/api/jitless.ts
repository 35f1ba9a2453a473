import { z } from 'zod';

// The page's policy allows no eval; zod would try it once, when the first schema is made, and be reported. So this comes before all schemas.
z.config({ jitless: true });
