export const Alerts = () => <h1>Alerts</h1>;
