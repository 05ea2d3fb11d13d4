import {cssString} from './escape.ts';

/** Every value here is ours but the banners and the title, which stand as quoted strings in the margins of printed pages. */
export function styleOf(banners: readonly string[], title: string): string {
	const top = banners.length === 0 ? '' : `@top-center{content:${cssString(banners.join(' · '))};font-weight:bold;font-size:8pt;}`;
	return `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--quiet:#57606a;--line:#d0d7de;--fill:#f6f8fa;--good:#0b6b2f;--warning:#845000;--danger:#b00020;--link:#0550ae}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e6e9ec;--quiet:#a8b1bb;--line:#3a424a;--fill:#1e2328;--good:#6fdc8c;--warning:#ffcf66;--danger:#ff9b93;--link:#8ab8ff}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:72rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem;padding-top:.5rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
a{color:var(--link)}
.banner{margin:0 0 1rem;padding:.5rem .75rem;border:2px solid var(--warning);color:var(--warning);background:var(--fill)}
.banners{position:sticky;top:0;z-index:1;background:var(--paper)}.banners .banner{margin:0 0 .25rem}
.verdict{padding:.75rem 1rem;border-left:.4rem solid;background:var(--fill);font-size:1.15rem}
.good{color:var(--good)}.warning{color:var(--warning)}.danger{color:var(--danger)}
.strong{color:var(--warning)}
nav ol{columns:18rem;padding-left:1.5rem;margin:1rem 0}
bdi.id{font-family:ui-monospace,monospace;font-size:.92em}
bdi.id,bdi.any{overflow-wrap:anywhere}.time{white-space:nowrap}
td,th{overflow-wrap:break-word}td.ids{min-width:9rem}
table{width:100%;border-collapse:collapse;margin:1rem 0;font-size:.9rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:.4rem .5rem;border-bottom:1px solid var(--line)}
th{background:var(--fill)}
dl{margin:1rem 0;border-top:1px solid var(--line)}
dl div{display:grid;grid-template-columns:14rem 1fr;gap:.75rem;padding:.35rem .5rem;border-bottom:1px solid var(--line)}
dt{color:var(--quiet)}dd{margin:0;min-width:0}
pre{background:var(--fill);border:1px solid var(--line);padding:.75rem;overflow-x:auto;white-space:pre-wrap;font-size:.85rem}
.picture{margin:1rem 0}
.picture svg{max-width:100%;height:auto;width:26rem}
.picture text{fill:var(--ink);font:13px system-ui,sans-serif}
.picture .at{font-weight:bold}
.picture .gap{fill:var(--quiet);font-style:italic}
.picture .spine{stroke:var(--line);stroke-width:2}
.picture .attacker{fill:var(--danger)}.picture .detection{fill:var(--warning)}.picture .responder{fill:var(--link)}.picture .change{fill:var(--ink)}
.picture .proof{fill:none;stroke:var(--good);stroke-width:3}
figcaption,footer{color:var(--quiet)}
@media (max-width:44rem){
body{padding:.75rem}
nav ol{columns:1}
nav li{padding:.25rem 0}
dl div{grid-template-columns:1fr;gap:0}
table,tbody,tr,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{border:1px solid var(--line);margin:0 0 .75rem}
td{position:relative;padding-left:8.5rem;min-height:2.1rem}
td::before{content:attr(data-column);position:absolute;left:.5rem;width:7.5rem;color:var(--quiet)}
}
@page{size:A4;margin:18mm 14mm;${top}@bottom-left{content:${cssString(title)};font-size:8pt;}@bottom-right{content:counter(page) " / " counter(pages);font-size:8pt;}}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--quiet:#444;--line:#999;--fill:#f2f2f2;--good:#0b6b2f;--warning:#845000;--danger:#b00020;--link:#000}
body{max-width:none;padding:0;font-size:10pt}
table{font-size:8.5pt}
nav,footer{display:none}
.banners{position:static}
h2,h3{break-after:avoid}
tr,dl div,.picture svg{break-inside:avoid}
thead{display:table-header-group}
a{text-decoration:none}
pre{overflow:visible}
}
`;
}
