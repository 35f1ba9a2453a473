export const SignIn = () => <h1>SignIn</h1>;
