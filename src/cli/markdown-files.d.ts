/** A page of Markdown as text; it is bundled when the program is built. */
declare module '*.md' {
  const text: string;
  export default text;
}
