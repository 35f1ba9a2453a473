export const SignIns = () => <h1>SignIns</h1>;
