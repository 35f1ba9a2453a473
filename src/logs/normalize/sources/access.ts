import { clfTimeAt, readAccess } from '../read/access.ts';
import type { Line } from '../line.ts';
import { source } from '../source.ts';

const NGINX = new Set(['nginx', 'nginx_access', 'nginx-access']);
const APACHE = new Set(['apache', 'apache2', 'apache_access', 'apache-access', 'httpd', 'httpd_access']);
/** `vhost:port` in front is Apache's vhost_combined; nginx's set-ups write no port. */
const VHOST = /^[^\s":]+:\d{1,5} \S+ \S+ [^[]+ \[/;

const isAccess = (line: Line): boolean => line.json === null && clfTimeAt(line.message) >= 0;

/** nginx access logs: named as such, told by syslog's tag, or by what only nginx and ingress-nginx write behind the agent. */
export const nginxAccess = source({
  id: 'nginx-access',
  title: 'nginx access log',
  product: { name: 'nginx', vendor_name: 'F5' },
  recognizes: (line) => NGINX.has(line.app) && isAccess(line),
  parse: (line) => readAccess(line, 'nginx-access', 'nginx'),
});

/** Apache access logs: named as such, told by syslog's tag, or by the virtual host and port in front. */
export const apacheAccess = source({
  id: 'apache-access',
  title: 'Apache access log',
  product: { name: 'HTTP Server', vendor_name: 'Apache' },
  recognizes: (line) => isAccess(line) && (APACHE.has(line.app) || (line.app === '' && VHOST.test(line.message))),
  parse: (line) => readAccess(line, 'apache-access', 'apache'),
});

/** An access log in Common or Combined Log Format: nginx, Apache and many others write the same, and the line does not say which. */
export const httpAccess = source({
  id: 'http-access',
  title: 'Web access log (Common or Combined)',
  product: { name: 'web server' },
  recognizes: isAccess,
  parse: (line) => readAccess(line, 'http-access', ''),
});
