/** Stands in for Ink's optional devtools bridge in the bundle: nobody debugs an incident with React devtools. */
export default {initialize() {}, connectToDevTools() {}};
