//! What stands in the place of a size and isn't one.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::literal::{self, LARGEST};
use crate::report::Report;
use crate::size::written;
use crate::spelling::literals::not_a_size;
use crate::spelling::{leftovers, other_libraries, words};
use crate::tokens::{Cursor, Path, is_punct, is_word};
use crate::{activation, kinds};

/// Reports what comes next, and takes what belongs to it. `what` says whose size it should be; `is_input` that it is
/// the number of inputs.
pub(crate) fn report(part: &mut Cursor, what: &str, is_input: bool, report: &mut Report) {
    let span = part.span();
    if let Some(message) = other_libraries::stage(part) {
        return report.add_over(part.rest().into_iter().collect::<TokenStream>(), message);
    }
    match part.peek(0).cloned() {
        None => report.add(span, format_args!("{what} is missing: write a number from 1 to {LARGEST}")),
        Some(TokenTree::Literal(literal)) => {
            part.next();
            report.add(span, not_a_size(&literal.to_string()));
        }
        Some(TokenTree::Punct(minus)) if minus.as_char() == '-' => negative(part, what, report),
        Some(TokenTree::Group(group)) => {
            part.rest();
            match several(&group, is_input) {
                Some(message) => report.add(group.span(), message),
                None => grouped(&group, what, report),
            }
        }
        Some(TokenTree::Ident(word)) if belongs_elsewhere(&word.to_string()) => {
            elsewhere(part, &word.to_string(), is_input, report);
        }
        Some(_) => path(part, what, report),
    }
}

fn negative(part: &mut Cursor, what: &str, report: &mut Report) {
    let mut tokens: Vec<TokenTree> = part.next().into_iter().collect();
    if matches!(part.peek(0), Some(TokenTree::Literal(_))) {
        tokens.extend(part.next());
    }
    let positive = tokens.get(1).map_or("12".to_owned(), ToString::to_string);
    report.add_over(TokenStream::from_iter(tokens), format_args!("{what} isn't negative: write `{positive}`"));
}

/// The message about a group of several sizes, separated by commas or semicolons.
fn several(group: &Group, is_input: bool) -> Option<String> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let parts: Vec<&[TokenTree]> =
        tokens.split(|token| is_punct(token, ',') || is_punct(token, ';')).filter(|part| !part.is_empty()).collect();
    let sizes: Vec<usize> =
        parts.iter().filter_map(|part| part.iter().find_map(|token| literal::size(&token.to_string()))).collect();
    let is_scalar = |token: &TokenTree| is_word(token, "f32") || is_word(token, "f64");
    if let ([[scalar], [_]], [size]) = (&parts[..], &sizes[..])
        && is_scalar(scalar)
    {
        return Some(format!("a size is the number alone: write `{size}`"));
    }
    let is_activation = |part: &&[TokenTree]| matches!(part, [word] if leftovers::is_activation(word));
    if parts.len() < 2 || sizes.len() < 2 && parts.iter().any(is_activation) {
        return None;
    }
    if let [[_, _, ..], [count]] = parts[..]
        && literal::size(&count.to_string()).is_some()
        && group.delimiter() == Delimiter::Bracket
    {
        let stage = written(&parts[0].iter().cloned().collect());
        return Some(format!("each stage is written out: write `{stage} -> {stage}`"));
    }
    if is_input {
        if sizes.len() == parts.len() && sizes.len() <= 3 {
            let shape = sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join("x");
            let kind = if sizes.len() == 3 { "channels x height x width" } else { "steps x features" };
            return Some(format!("the shape of the input has an `x` between its numbers: write `{shape}` ({kind})"));
        }
        return Some(
            "the shape of the input is one to three numbers with an `x` between them: write `1x28x28`".to_owned(),
        );
    }
    let sum = sizes.iter().sum::<usize>();
    let all = if sizes.len() == parts.len() { format!(", `-> {sum}`,") } else { String::new() };
    Some(format!("a network has one output: write one stage for all values{all} or declare a network for each"))
}

/// Reports parentheses without an expression, braces and brackets.
fn grouped(group: &Group, what: &str, report: &mut Report) {
    let content = group.stream();
    let has_activation = |stage: &String| stage.contains(' ');
    if let Some(stage) = other_libraries::sized(&[group.clone().into()]).filter(has_activation) {
        report.add(group.span(), format_args!("a stage has no brackets: write `{stage}`"));
    } else if group.delimiter() == Delimiter::Bracket {
        report.add(group.span(), not_a_size_at_all(what));
    } else if group.delimiter() == Delimiter::Brace {
        report.add(group.span(), format_args!("an expression stands between parentheses here: write `({content})`"));
    } else if content.is_empty() {
        report.add(group.span(), "an expression is missing between the parentheses: `(HIDDEN * 2)`");
    } else if let Some(error) = expression_error(content.clone()) {
        report.add_over(content, format_args!("this isn't a constant expression: {error}"));
    }
}

fn not_a_size_at_all(what: &str) -> String {
    format!("{what} is a number from 1 to {LARGEST}, a constant, or `(an expression)`")
}

/// What is wrong with an expression, if something is.
pub(crate) fn expression_error(tokens: TokenStream) -> Option<String> {
    let message = syn::parse2::<syn::Expr>(tokens).err()?.to_string();
    // Without its feature `full`, syn reads the simpler expressions only. The compiler checks the others.
    (!message.contains("unsupported")).then_some(message)
}

/// Whether a word has a place in a stage, but not that of a size.
fn belongs_elsewhere(word: &str) -> bool {
    let is_lower = !word.contains(char::is_uppercase);
    let follows = ["no_bias", "classes", "class"].contains(&word) || activation::word(word).is_some();
    if is_lower { follows || words::not_a_stage(word).is_some() } else { words::shouted_activation(word).is_some() }
}

/// Reports such a word.
fn elsewhere(part: &mut Cursor, word: &str, is_input: bool, report: &mut Report) {
    let span = part.span();
    let size = part.peek(1).map(ToString::to_string).filter(|size| literal::size(size).is_some());
    let shouted = words::shouted_activation(word);
    let message = if word == "no_bias" {
        let size = size.unwrap_or_else(|| "12".to_owned());
        format!("the size comes first: write `{size} no_bias`")
    } else if let Some(name) = shouted.or_else(|| activation::word(word).map(|word| word.name)) {
        let own = if shouted.is_some() { words::own_type(word) } else { String::new() };
        other_libraries::follows_a_size(name, size.as_deref()) + &own
    } else if ["classes", "class"].contains(&word) {
        "classes are an input: write `12 x classes(27)` before the first arrow; a stage that puts out a number for each of 27 \
         classes is `27 softmax`"
            .to_owned()
    } else if is_input && kinds::kind(word).is_some() {
        format!("the number of inputs comes before `{word}`: write `12 -> {word}`")
    } else {
        words::not_a_stage(word).unwrap_or_default()
    };
    report.add(span, message);
    part.rest();
}

/// Reports a path that isn't a constant, or what is none at all.
fn path(part: &mut Cursor, what: &str, report: &mut Report) {
    let span = part.span();
    let Some(path) = part.path(Path::is_item) else {
        part.rest();
        return report.add(span, not_a_size_at_all(what));
    };
    let name = &path.last;
    let capitals = name.to_string().to_uppercase();
    let message = match part.peek(0).cloned() {
        _ if *name == "f32" || *name == "f64" => {
            part.rest();
            "the scalar stands above `struct`: write `#[scalar(f64)]`, or nothing for f32".to_owned()
        }
        _ if path.is_type() => {
            part.rest();
            let layer = written(&path.tokens);
            format!("`{name}` is a type, and the number of inputs a size: write `{layer}::INPUTS -> {layer}`")
        }
        Some(size) if literal::size(&size.to_string()).is_some() => {
            part.next();
            format!("a `:` is missing after the label: write `{name}: {size}`")
        }
        Some(sign) if is_punct(&sign, '=') => {
            let size = part.peek(1).map_or("12".to_owned(), ToString::to_string);
            part.rest();
            format!("a `:` stands after the label, not `=`: write `{name}: {size}`")
        }
        Some(dot) if is_punct(&dot, '.') => {
            let rest = part.rest().into_iter().collect();
            format!("an expression stands between parentheses: write `({name}{})`", written(&rest))
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            part.next();
            format!("a call stands between parentheses: write `({name}{group})`")
        }
        _ => {
            let advice = "a constant's name is in capitals";
            format!("`{name}` isn't a size: {advice}, `{capitals}`, or it stands between parentheses, `({name})`")
        }
    };
    report.add_over(&path.tokens, message);
}
