//! Imports run downwards. `CONTRIBUTING.md` lists the floors of `src` and of `macros/src`, from the ground up; every file is on
//! one of them, imports only from floors below or from its own floor, and no file imports itself by way of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A file's path below its crate's source folder, without `.rs`: `kernels/dense`.
type File = String;

/// Which files a file imports.
type Imports = BTreeMap<File, BTreeSet<File>>;

/// The project's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All files below a folder, without tests.
fn files(folder: &Path, below: &Path, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            files(&path, below, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(below).unwrap().with_extension("");
            found.push(name.to_str().unwrap().replace('\\', "/"));
        }
    }
}

/// The code of a file: without comments and the content of strings.
fn code(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        let mut in_string = false;
        let characters: Vec<char> = line.chars().collect();
        let mut index = 0;
        while index < characters.len() {
            match (in_string, characters[index], characters.get(index + 1)) {
                (false, '/', Some('/')) => break,
                (false, '\'', Some('"')) => index += 2,
                (_, '"', _) => in_string = !in_string,
                (true, '\\', _) => index += 1,
                (false, character, _) => code.push(character),
                (true, ..) => {}
            }
            index += 1;
        }
        code.push('\n');
    }
    code
}

/// The paths in a piece of code that start with one of these words, with `{..}` multiplied out: `crate::a::{b, c::d}` is
/// `a::b` and `a::c::d`.
fn paths(code: &str, starts: &[&str]) -> Vec<Vec<String>> {
    let tokens: Vec<&str> = split(code);
    let (mut found, mut depth, mut modules) = (Vec::new(), 0_usize, Vec::new());
    for (index, token) in tokens.iter().enumerate() {
        match *token {
            "{" => {
                depth += 1;
                if index > 1 && tokens[index - 2] == "mod" {
                    modules.push(depth);
                }
            }
            "}" => {
                modules.pop_if(|module| *module == depth);
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let continued = index > 0 && tokens[index - 1] == "::";
        // Within a module that is written out in the file, `super` and `self` are the file itself.
        let inside = !modules.is_empty() && matches!(*token, "super" | "self");
        if starts.contains(token) && !continued && !inside && tokens.get(index + 1) == Some(&"::") {
            tree(&tokens, &mut (index + 2), &mut vec![(*token).to_owned()], &mut found);
        }
    }
    found
}

/// Words, `::` and single characters.
fn split(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = match first {
            _ if word > 0 => word,
            ':' if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        if !first.is_whitespace() {
            tokens.push(&rest[..length]);
        }
        rest = &rest[length..];
    }
    tokens
}

/// Reads one path, or a group of them, after `before`.
fn tree(tokens: &[&str], at: &mut usize, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    if tokens.get(*at) == Some(&"{") {
        *at += 1;
        while !matches!(tokens.get(*at), None | Some(&"}")) {
            tree(tokens, at, &mut before.clone(), found);
            while !matches!(tokens.get(*at), None | Some(&"," | &"}")) {
                *at += 1;
            }
            if tokens.get(*at) == Some(&",") {
                *at += 1;
            }
        }
        *at += 1;
        return;
    }
    if let Some(word) = tokens.get(*at) {
        before.push((*word).to_owned());
        *at += 1;
        if tokens.get(*at) == Some(&"::") {
            *at += 1;
            return tree(tokens, at, before, found);
        }
    }
    found.push(before.clone());
}

/// The file that a path within the crate leads to: the longest prefix that is one.
fn resolve(all: &BTreeSet<File>, segments: &[String]) -> Option<File> {
    (1..=segments.len()).rev().map(|length| segments[..length].join("/")).find(|name| all.contains(name))
}

/// What each file of a source folder imports.
fn imports(folder: &Path) -> Imports {
    let mut names = Vec::new();
    files(folder, folder, &mut names);
    let all: BTreeSet<File> = names.into_iter().collect();
    let mut imports = Imports::new();
    for file in &all {
        let text = code(&fs::read_to_string(folder.join(file).with_extension("rs")).unwrap());
        let own: Vec<String> = if file == "lib" { Vec::new() } else { file.split('/').map(str::to_owned).collect() };
        let children: Vec<&str> = all
            .iter()
            .filter_map(|other| match own[..] {
                [] => Some(other.as_str()),
                _ => other.strip_prefix(file.as_str())?.strip_prefix('/'),
            })
            .filter(|child| !child.contains('/') && *child != "lib")
            .collect();
        let mut found = BTreeSet::new();
        for path in paths(&text, &["crate", "self", "super"]).iter().chain(&paths(&text, &children)) {
            let (first, rest) = path.split_first().unwrap();
            let mut absolute = match first.as_str() {
                "crate" => Vec::new(),
                "super" => own[..own.len().saturating_sub(1)].to_vec(),
                "self" => own.clone(),
                child => own.iter().cloned().chain([child.to_owned()]).collect(),
            };
            absolute.extend(rest.iter().cloned());
            found.extend(resolve(&all, &absolute).filter(|target| target != file));
        }
        imports.insert(file.clone(), found);
    }
    imports
}

/// The floors that `CONTRIBUTING.md` lists after this heading, from the ground up.
fn floors(heading: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let (_, after) = text.split_once(heading).unwrap_or_else(|| panic!("CONTRIBUTING.md has no `{heading}`"));
    let (_, block) = after.split_once("```text\n").expect("a list of floors");
    let (block, _) = block.split_once("```").expect("the end of the list");
    let mut floors: Vec<Vec<String>> =
        block.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
    // On the page the ground is at the bottom.
    floors.reverse();
    floors
}

/// The floor of a file: that of the longest entry that it is, or is below.
fn floor(floors: &[Vec<String>], file: &str) -> usize {
    let entries = floors.iter().enumerate().flat_map(|(floor, names)| names.iter().map(move |name| (name, floor)));
    entries
        .filter(|(name, _)| {
            file.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
        .max_by_key(|(name, _)| name.len())
        .unwrap_or_else(|| panic!("`{file}` is on no floor of CONTRIBUTING.md"))
        .1
}

/// A circle of imports, if there is one.
fn circle(imports: &Imports) -> Option<Vec<File>> {
    fn visit(imports: &Imports, file: &File, path: &mut Vec<File>, done: &mut BTreeSet<File>) -> Option<Vec<File>> {
        if let Some(start) = path.iter().position(|other| other == file) {
            return Some(path[start..].to_vec());
        }
        if !done.contains(file) {
            path.push(file.clone());
            for other in &imports[file] {
                if let Some(circle) = visit(imports, other, path, done) {
                    return Some(circle);
                }
            }
            path.pop();
            done.insert(file.clone());
        }
        None
    }
    let mut done = BTreeSet::new();
    imports.keys().find_map(|file| visit(imports, file, &mut Vec::new(), &mut done))
}

/// Holds a source folder to its floors.
fn check(folder: &str, heading: &str) {
    let (imports, floors) = (imports(&root().join(folder)), floors(heading));
    assert!(imports.values().map(BTreeSet::len).sum::<usize>() > 20, "the imports were found");
    for (file, others) in &imports {
        for other in others {
            let (own, below) = (floor(&floors, file), floor(&floors, other));
            assert!(below <= own, "{folder}/{file}.rs imports {other}.rs, which is on a floor above");
        }
    }
    if let Some(circle) = circle(&imports) {
        panic!("{folder}: these files import each other in a circle: {}", circle.join(" -> "));
    }
    for name in floors.iter().flatten() {
        assert!(root().join(folder).join(name).with_extension("rs").exists(), "there is no {folder}/{name}.rs");
    }
}

#[test]
fn the_library_imports_downwards() {
    check("src", "### The floors of `src`");
}

#[test]
fn the_macro_imports_downwards() {
    check("macros/src", "### The floors of `macros/src`");
}

#[test]
fn imports_are_read_from_every_form_of_path() {
    let code = code("use crate::a::{b, c::{D, e}}; // crate::no\nlet x = $crate::f::g(\"crate::no\"); super::h::I");
    let found: Vec<String> = paths(&code, &["crate", "super"]).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["crate::a::b", "crate::a::c::D", "crate::a::c::e", "crate::f::g", "super::h::I"]);
}

#[test]
fn a_circle_is_found() {
    let with = |edges: &[(&str, &str)]| {
        let mut imports = Imports::new();
        for (from, to) in edges {
            imports.entry((*to).to_owned()).or_default();
            imports.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        circle(&imports)
    };
    assert_eq!(with(&[("a", "b"), ("b", "c"), ("a", "c")]), None);
    assert_eq!(with(&[("a", "b"), ("b", "c"), ("c", "b")]), Some(vec!["b".to_owned(), "c".to_owned()]));
}
