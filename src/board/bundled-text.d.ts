/** A file of the page as one text: scripts with all they import, style sheets; made when the program is built. */
declare module '*?text' {
  const text: string;
  export default text;
}
