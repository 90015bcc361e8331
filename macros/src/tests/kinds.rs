//! The table of kinds, row by row.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;

use crate::kinds::{self, KINDS, Kind, SIZED};
use crate::number::Number;

/// The type of a layer with its default numbers, and the placeholders that it has.
fn layer(kind: &Kind) -> (TokenStream, Vec<String>) {
    let numbers: Vec<f64> = kind.numbers.iter().map(Number::made_up).collect();
    let seen = std::cell::RefCell::new(Vec::new());
    let layer = kind.layer(&numbers, |placeholder| {
        seen.borrow_mut().push(placeholder.to_owned());
        quote!(X)
    });
    (layer, seen.into_inner())
}

/// The name of the layer's type.
fn name(kind: &Kind) -> String {
    let (layer, _) = layer(kind);
    layer.into_iter().next().expect("a type has a name").to_string()
}

/// All files below a folder, without those of the tests.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder exists").map(|entry| entry.expect("it can be read").path());
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    files.extend(folders.iter().filter(|folder| !folder.ends_with("tests")).flat_map(|folder| self::files(folder)));
    files
}

#[test]
fn no_other_file_names_a_layer() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let files = files(Path::new(source));
    assert!(files.len() > 20);
    for file in files {
        let text = fs::read_to_string(&file).expect("the file can be read");
        // The documentation of `network!` may give an example.
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let is_word = |line: &&str, name: &str| line.split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
        for name in KINDS.iter().map(name) {
            let names_it = code.iter().any(|line| is_word(line, &name));
            assert_eq!(names_it, file.ends_with("kinds.rs"), "{}: {name}", file.display());
        }
    }
}

#[test]
fn every_layer_is_a_type_with_known_placeholders() {
    for kind in KINDS {
        let (layer, placeholders) = layer(kind);
        syn::parse2::<syn::Type>(layer).expect("the layer is a type");
        for placeholder in placeholders {
            assert!(["scalar", "inputs", "outputs", "activation", "bias"].contains(&placeholder.as_str()));
        }
    }
}

#[test]
fn an_argument_that_is_left_out_leaves_no_comma() {
    let layer = SIZED.layer(&[], |name| if name == "bias" { TokenStream::new() } else { quote!(X) });
    assert_eq!(layer.to_string(), quote!(Dense<X, X, X, X>).to_string());
}

#[test]
fn only_the_first_kind_has_no_word() {
    assert!(KINDS[0].word.is_none());
    for kind in &KINDS[1..] {
        let word = kind.word.expect("a kind has a word");
        assert!(kinds::kind(word).is_some_and(|found| found.example == kind.example));
        assert!(crate::activation::word(word).is_none(), "`{word}` is an activation too");
        assert!(kinds::instead(word).is_none(), "`{word}` is in this version");
    }
}

#[test]
fn an_example_is_a_stage() {
    for kind in KINDS {
        let expansion = super::expansion::expanded(&format!("struct Net< 3 -> {} -> 1 >;", kind.example));
        assert!(!expansion.contains(&"compile_error".to_owned()), "{}", kind.example);
        assert!(expansion.contains(&name(kind)));
        for number in kind.numbers {
            assert!(number.example.parse().is_ok_and(|value| number.range.contains(value)));
            assert!(number.default.is_none_or(|value| number.range.contains(value)));
        }
    }
}

#[test]
fn the_documentation_has_a_row_for_each_kind() {
    let rows: Vec<&str> = kinds::documentation!().lines().skip(2).collect();
    assert_eq!(rows.len(), KINDS.len());
    for (row, kind) in rows.iter().zip(KINDS) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let no_numbers: Vec<f64> = Vec::new();
        let formula = kind.formula(&no_numbers, true).replace(['{', '}'], "");
        let follows = |may: bool| if may { "may follow" } else { "" };
        let numbers: Vec<String> = kind.numbers.iter().map(number).collect();
        let output = if kind.output == kinds::Output::Given { "the size" } else { "as inputs" };
        let expected = [
            "",
            &format!("`{}`", kind.example),
            &formula,
            &numbers.join(", "),
            follows(kind.activation),
            follows(kind.may_lack_bias()),
            output,
            "",
        ];
        assert_eq!(cells, expected);
    }
}

/// A number in the table of the documentation.
fn number(number: &Number) -> String {
    let default = number.default.map(|default| format!(", {} if not written", crate::number::text(default)));
    format!("{}{}", number.name, default.unwrap_or_default())
}
