/** Style sheets are imported for what they do; the build ships each with the page that imports it. */
declare module "*.css";
