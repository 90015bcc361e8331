//! The files of the macro import only from files before them in one order, so no two import each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files, from the lowest: each may import from those before it. A file that only declares its children isn't listed.
const FLOORS: &[&str] = &[
    "tokens",
    "report",
    "literal",
    "number",
    "activation",
    "kinds",
    "size",
    "spelling/nearest",
    "spelling/words",
    "spelling/literals",
    "spelling/sizes",
    "spelling/leftovers",
    "attributes",
    "declaration",
    "parse/numbers",
    "parse/activation",
    "parse/size",
    "parse/stage",
    "parse/declaration",
    "check",
    "document",
    "stub",
    "expand",
];

/// Files that declare and re-export their children.
const PARENTS: &[&str] = &["lib", "parse", "spelling", "tests"];

fn source() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}

/// The names of all files below a folder, without those of the tests.
fn files(folder: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(source().join(folder)).expect("the folder exists") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("the name is text");
        let name = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        if name.starts_with("tests") {
            continue;
        }
        if path.is_dir() {
            all.extend(files(&name));
        } else {
            all.insert(name);
        }
    }
    all
}

/// The paths of a `use` tree.
fn paths(tree: &syn::UseTree, before: &str, all: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => paths(&path.tree, &format!("{before}{}/", path.ident), all),
        syn::UseTree::Name(name) => all.push(format!("{before}{}", name.ident)),
        syn::UseTree::Rename(name) => all.push(format!("{before}{}", name.ident)),
        syn::UseTree::Glob(_) => all.push(before.to_owned()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| paths(tree, before, all)),
    }
}

/// The files that a file imports from.
fn imports(file: &str) -> Vec<String> {
    let text = fs::read_to_string(source().join(file).with_extension("rs")).expect("the file can be read");
    let mut all = Vec::new();
    for item in syn::parse_file(&text).expect("the file is Rust").items {
        if let syn::Item::Use(item) = item {
            paths(&item.tree, "", &mut all);
        }
    }
    let own = all.iter().filter_map(|path| path.strip_prefix("crate/"));
    let known = |path: &str| {
        let files = FLOORS.iter().chain(PARENTS);
        let file = files.filter(|file| path == **file || path.starts_with(&format!("{file}/"))).max_by_key(|f| f.len());
        file.unwrap_or_else(|| panic!("{file:?} imports {path}, which is in no file")).to_string()
    };
    own.map(known).collect()
}

#[test]
fn every_file_is_listed() {
    let listed: BTreeSet<String> = FLOORS.iter().chain(PARENTS).map(ToString::to_string).collect();
    let parents: BTreeSet<String> = ["tests".to_owned()].into();
    assert_eq!(files("").union(&parents).cloned().collect::<BTreeSet<_>>(), listed);
}

#[test]
fn a_file_imports_only_from_floors_below_it() {
    for (floor, file) in FLOORS.iter().enumerate() {
        for import in imports(file) {
            assert!(FLOORS[..floor].contains(&import.as_str()), "{file} imports from {import}");
        }
    }
}

#[test]
fn only_the_table_names_a_layer() {
    for file in files("") {
        let text = fs::read_to_string(source().join(&file).with_extension("rs")).expect("the file can be read");
        // Documentation may give an example.
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for kind in crate::kinds::KINDS {
            let name = kind.name();
            assert!(file == "kinds" || !code.iter().any(|line| line.contains(name)), "{file} names {name}");
        }
    }
}
