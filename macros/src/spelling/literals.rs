//! Literals that aren't sizes.

use crate::activation;
use crate::literal::{self, LARGEST};
use crate::spelling::words::meant_activation;

/// The suffixes that Rust has for numbers.
const SUFFIXES: &[&str] =
    &["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];

/// The message about a literal that isn't a size.
pub(crate) fn not_a_size(literal: &str) -> String {
    let (value, rest) = parts(literal);
    let plain = value.replace('_', "");
    if plain.is_empty() {
        let content = literal.trim_matches(|c| c == '"' || c == '\'');
        let advice = content.parse::<usize>().map_or(String::new(), |number| format!(": write `{number}`"));
        return format!("a size is a whole number, not {literal}{advice}");
    }
    if plain == "0" && rest.starts_with(['x', 'o', 'b']) {
        return not_decimal(literal, rest);
    }
    if let Some(size) = product(literal) {
        return format!("`{literal}` are the dimensions of a shape, and this is one number: write `{size}`");
    }
    if !plain.bytes().all(|c| c.is_ascii_digit()) {
        return not_whole(literal, &plain, rest);
    }
    match plain.parse::<usize>() {
        _ if !rest.is_empty() => not_alone(literal, value.trim_end_matches('_'), rest),
        Ok(0) => format!("a size is 1 or more: write a number from 1 to {LARGEST}"),
        _ => too_large(literal),
    }
}

/// A number, with its fraction and its exponent, and what follows it.
fn parts(literal: &str) -> (&str, &str) {
    let digits = |from: usize| from + literal[from..].bytes().take_while(|c| c.is_ascii_digit() || *c == b'_').count();
    let mut end = digits(0);
    if end > 0 && literal[end..].starts_with('.') {
        end = digits(end + 1);
    }
    if end > 0 && literal[end..].starts_with(['e', 'E']) {
        let sign = usize::from(literal[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        if literal[end + 1 + sign..exponent].contains(|c: char| c.is_ascii_digit()) {
            end = exponent;
        }
    }
    literal.split_at(end)
}

fn too_large(literal: &str) -> String {
    format!("a size is at most {LARGEST}: {literal} is too large")
}

/// The message about `12.5`, `1e3` and `2.5relu`.
fn not_whole(literal: &str, plain: &str, rest: &str) -> String {
    let value = plain.parse::<f64>().unwrap_or(1.0).round().max(1.0);
    if value > LARGEST as f64 {
        return too_large(literal);
    }
    let word = if SUFFIXES.contains(&rest) || rest.is_empty() { String::new() } else { format!(" {rest}") };
    format!("a size is a whole number, not {literal}: write `{value}{word}`")
}

/// The message about a whole number with something behind it: `12u8`, `12relu`.
fn not_alone(literal: &str, digits: &str, rest: &str) -> String {
    if SUFFIXES.contains(&rest) {
        return format!("a size has no suffix: write `{digits}`");
    }
    if activation::word(rest).is_some() || rest.starts_with(char::is_uppercase) {
        return format!("a space is missing: write `{digits} {rest}`");
    }
    match meant_activation(rest) {
        Some(word) => format!("a space is missing, and `{rest}` isn't an activation: write `{digits} {word}`"),
        None => format!("`{literal}` isn't a size: write `{digits}`"),
    }
}

/// The number of values in `1x28x28`, if it is such a literal.
fn product(literal: &str) -> Option<usize> {
    let sizes: Vec<usize> = literal.split('x').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let product = sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(*size))?;
    (sizes.len() > 1).then(|| literal::size(&product.to_string())).flatten()
}

/// The message about `0x28`.
fn not_decimal(literal: &str, rest: &str) -> String {
    let (kind, base) = match &rest[..1] {
        "x" => ("a hexadecimal", 16),
        "o" => ("an octal", 8),
        _ => ("a binary", 2),
    };
    let advice = match usize::from_str_radix(&rest[1..].replace('_', ""), base) {
        Ok(value) => format!("write `{value}`"),
        Err(_) => "write it in decimal".to_owned(),
    };
    format!("`{literal}` is {kind} number to Rust: {advice}")
}
