export const Invitation = () => <h1>Invitation</h1>;
