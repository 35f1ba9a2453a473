import type { Shapes } from '../source.ts';

/** Programs of OpenSSH's server that log: since 9.8 also sshd-session, since 10 sshd-auth. */
export const SSHD = ['sshd', 'sshd-session', 'sshd-auth'];

/** What a server on the Internet writes all day. Source: OpenSSH 6 to 10 auth.c, packet.c, and the logs of servers under attack. */
export const sshdShapes: Shapes = {
  programs: SSHD,
  messages: [
    'Failed password for {name} from {ip} port {port} ssh2',
    'Failed password for invalid user {name} from {ip} port {port} ssh2',
    'Failed none for invalid user {name} from {ip} port {port} ssh2',
    'message repeated {few} times: [ Failed password for {name} from {ip} port {port} ssh2]',
    'Accepted password for {name} from {ip} port {port} ssh2',
    'Invalid user {name} from {ip}',
    'Invalid user {name} from {ip} port {port}',
    'input_userauth_request: invalid user {name} [preauth]',
    'Received disconnect from {ip}: 11: Bye Bye [preauth]',
    'Received disconnect from {ip} port {port}:11: Bye Bye [preauth]',
    'Received disconnect from {ip}: 11: Closed due to user request. [preauth]',
    'Received disconnect from {ip}: 11: disconnected by user',
    'Received disconnect from {ip} port {port}:11: disconnected by user',
    'error: Received disconnect from {ip}: 14: No more user authentication methods available. [preauth]',
    'Connection closed by {ip} [preauth]',
    'Connection closed by {ip} port {port} [preauth]',
    'Connection closed by {ip} port {port}',
    'Connection closed by authenticating user {name} {ip} port {port} [preauth]',
    'Connection closed by invalid user {name} {ip} port {port} [preauth]',
    'Connection reset by {ip} port {port} [preauth]',
    'Connection reset by authenticating user {name} {ip} port {port} [preauth]',
    'Connection reset by invalid user {name} {ip} port {port} [preauth]',
    'Disconnected from {ip} port {port} [preauth]',
    'Disconnected from user {name} {ip} port {port}',
    'Disconnected from authenticating user {name} {ip} port {port} [preauth]',
    'Disconnected from invalid user {name} {ip} port {port} [preauth]',
    'Disconnecting: Too many authentication failures for {name} [preauth]',
    'Did not receive identification string from {ip}',
    'Did not receive identification string from {ip} port {port}',
    'reverse mapping checking getaddrinfo for {host} [{ip}] failed - POSSIBLE BREAK-IN ATTEMPT!',
  ],
};
