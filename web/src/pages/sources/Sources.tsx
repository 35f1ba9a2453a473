export const Sources = () => <h1>Sources</h1>;
