//! The table of kinds, row by row.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;

use crate::kind::{Kind, Output, Takes};
use crate::kinds::{self, KINDS, SIZED};
use crate::kinds_table;
use crate::later;
use crate::number::{Number, Range};

/// The type of a layer with its default numbers, and the placeholders that it has.
fn layer(kind: &Kind, of_series: bool) -> (TokenStream, Vec<String>) {
    let numbers: Vec<f64> = kind.numbers.iter().map(Number::made_up).collect();
    let seen = std::cell::RefCell::new(Vec::new());
    let layer = kind.layer(of_series, &numbers, |placeholder| {
        seen.borrow_mut().push(placeholder.to_owned());
        quote!(X)
    });
    (layer, seen.into_inner())
}

/// The name of the layer's type.
fn name(kind: &Kind) -> String {
    let (layer, _) = layer(kind, false);
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
        // Within quotation marks a name may be that of another library's operator.
        let text = code.join("\n").replace("'\"'", "");
        let code: Vec<&str> = text.split('"').step_by(2).collect();
        let is_word = |code: &&str, name: &str| code.split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
        for name in KINDS.iter().map(name) {
            let names_it = code.iter().any(|line| is_word(line, &name)) || file.ends_with("kinds.rs");
            assert_eq!(names_it, file.ends_with("kinds.rs"), "{}: {name}", file.display());
        }
    }
}

#[test]
fn every_layer_is_a_type_with_known_placeholders() {
    for kind in KINDS {
        let [(layer, placeholders), (at_steps, more)] = [false, true].map(|of_series| layer(kind, of_series));
        for layer in [layer, at_steps] {
            syn::parse2::<syn::Type>(layer).expect("the layer is a type");
        }
        for placeholder in placeholders.into_iter().chain(more) {
            let of_shapes = ["scalar", "input", "output", "inputs", "outputs", "window"];
            let known = [&of_shapes[..], &["activation", "bias", "group", "heads", "attends", "position"]].concat();
            assert!(known.contains(&placeholder.as_str()), "{placeholder}");
        }
    }
}

#[test]
fn an_argument_that_is_left_out_leaves_no_comma() {
    let layer = SIZED.layer(false, &[], |name| if name == "bias" { TokenStream::new() } else { quote!(X) });
    assert_eq!(layer.to_string(), quote!(Dense<X, X, X, X>).to_string());
}

#[test]
fn only_the_first_kind_has_no_word() {
    assert!(KINDS[0].word.is_none());
    for kind in &KINDS[1..] {
        let word = kind.word.expect("a kind has a word");
        assert!(kinds::kind(word).is_some_and(|found| found.example == kind.example));
        assert!(crate::activation::word(word).is_none(), "`{word}` is an activation too");
        assert!(later::instead(word).is_none(), "`{word}` is in this version");
    }
}

#[test]
fn an_example_is_a_stage() {
    for kind in KINDS {
        let (input, rest) = match (kind.takes, kind.output) {
            (Takes::Vector | Takes::Any, _) => ("3", ""),
            (Takes::Grid, Output::Flat | Output::ChannelsAlone) => ("2x4x6", ""),
            (Takes::Grid, _) => ("2x4x6", "-> flatten "),
            (Takes::Series, _) => ("4x6", ""),
            (Takes::Classes, _) => ("4 x classes(9)", ""),
        };
        let expansion = super::expansion::expanded(&format!("struct Net< {input} -> {} {rest}-> 1 >;", kind.example));
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
    let rows: Vec<&str> = kinds_table::documentation!().lines().skip(2).collect();
    let expected: Vec<String> = KINDS.iter().map(row).collect();
    assert_eq!(rows, expected, "write\n{}", expected.join("\n"));
}

/// A kind's row in the table of the documentation.
fn row(kind: &Kind) -> String {
    let formula = kind.formula(&[], true).replace("{window}", "window").replace(['{', '}'], "");
    let follows = |may: bool| if may { "may follow" } else { "" };
    let numbers = kind.numbers.iter().map(number);
    let options = kind.options().iter().map(|option| (*option).to_owned());
    let window = kind.window.as_ref().map(|_| "window".to_owned());
    let arguments: Vec<String> = window.into_iter().chain(options).chain(numbers).collect();
    let takes = match kind.takes {
        Takes::Vector => "a vector, or each step of a series",
        Takes::Series => "a series",
        Takes::Classes => "a class, or each step of a series of classes",
        Takes::Grid => "an image, a series",
        Takes::Any => "any shape",
    };
    let output = match kind.output {
        Output::Given if kind.takes == Takes::Series => "so many units at each step",
        Output::ChannelsAlone if kind.takes == Takes::Series => "a vector of the features",
        Output::Given => "a vector of the size",
        Output::AsInput => "the shape of x",
        Output::Channels => "so many channels at the window's positions",
        Output::Windows => "the channels of x at the window's positions",
        Output::ChannelsAlone => "a vector of the channels",
        Output::Flat => "a vector of all values",
    };
    let cells = [
        format!("`{}`", kind.example),
        takes.to_owned(),
        output.to_owned(),
        formula,
        arguments.join(", "),
        follows(kind.activation).to_owned(),
        follows(kind.may_lack_bias()).to_owned(),
    ];
    format!("| {} |", cells.join(" | ")).replace("|  |", "| |").replace("|  |", "| |")
}

/// A number in the table of the documentation.
fn number(number: &Number) -> String {
    let default = number.default.filter(|_| !matches!(number.range, Range::Flag));
    let default = default.map(|default| format!(", {} if not written", crate::number::text(default)));
    format!("{}{}", number.name, default.unwrap_or_default())
}
