export const Identities = () => <h1>Identities</h1>;
