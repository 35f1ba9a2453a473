import type { NotifyToken } from '../../../../../src/vulnerabilities/contract.ts';

/** For config.yml of the Distribution registry (docker-registry): it then tells of every push. */
export const distributionConfig = ({ url, token }: NotifyToken): string => `notifications:
  endpoints:
    - name: glacis
      url: ${url}
      headers: { Authorization: [Bearer ${token}] }
      timeout: 5s
      threshold: 5
      backoff: 10s`;
