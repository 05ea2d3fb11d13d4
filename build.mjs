// Builds the one thing we ship: an ES module bundle whose heavy parts (Ink, each AWS client, the sandbox) are lazy chunks.
import {rmSync} from 'node:fs';
import {build} from 'esbuild';

rmSync(new URL('dist', import.meta.url), {recursive: true, force: true});
await build({
	entryPoints: ['src/cli.ts'],
	outdir: 'dist',
	chunkNames: 'chunks/[name]-[hash]',
	bundle: true,
	splitting: true,
	minify: true,
	platform: 'node',
	format: 'esm', // yoga uses top-level await
	target: 'node20',
	jsx: 'automatic',
	mainFields: ['module', 'main'],
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	// Ink imports its devtools bridge whenever it can be found; nobody debugs an incident with React devtools.
	alias: {'react-devtools-core': './src/ui/no-devtools.ts'},
	// Some bundled packages still call require() for node's own modules.
	banner: {js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);"},
	legalComments: 'external',
	logLevel: 'warning',
});
