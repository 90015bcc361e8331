//! Valid declarations with random changes: the macro doesn't panic, its output is Rust, and its messages point into the
//! declaration.
//!
//! `STATICNN_MUTATIONS=100000 cargo test --release -p staticnn-macros mutations` sets their number; the default is
//! lower.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Delimiter, Group, LineColumn, Span, TokenStream, TokenTree};

use crate::declaration::Invocation;

/// Valid declarations, which are changed word by word.
const GOOD: &[&str] = &[
    "/** Three predictors. */ #[derive(Clone, Debug)] pub struct Net < 3 -> 12 relu -> 1 > ;",
    "#[scalar(f64)] pub(crate) struct Net < 4 -> hidden : 8 tanh no_bias -> leaky_relu : 3 softmax > ;",
    "#[staticnn(crate = a::b)] struct Net < FEATURES -> config :: HIDDEN relu -> (HIDDEN * 2) elu(0.5) -> 1568 > ;",
    "struct First < 3 -> 1 my::Own > ; struct Second < 3 -> 2 leaky_relu(0.01) no_bias > ;",
    "3 -> 12 relu -> 1",
    "struct Model < 8 -> enc : path :: Encoder -> layer_norm relu -> Encoder > ; struct Other < N -> layer_norm ( 1e-3 ) -> 3 > ;",
    "8 -> Encoder -> norm : layer_norm -> 4 tanh no_bias -> layer_norm softmax",
    "#[scalar(f64)] (HIDDEN + 1) -> a : 2 sigmoid",
    "struct Net < 1x28x28 -> conv 6 (5x5, pad 2) relu -> max_pool 2x2 -> conv 16 (5x5) -> flatten -> dropout 0.2 -> 10 > ;",
    "struct Net < 3 x SIDE x SIDE -> depthwise (3x3, stride 2, dilation 1x2) -> conv 8 (TAPS, groups 1) no_bias -> global_avg_pool -> 1 > ;",
    "struct Net < 64x8 -> conv 8 (3, dilation 4, causal) -> gru 8 -> attention 8 (heads 2, causal) -> reverse -> last -> 1 > ;",
    "12 x classes(27) -> embedding 8 -> positions -> lstm 16 -> rnn UNITS -> mean -> 27 softmax",
    "128x16 -> batch_norm -> rms_norm ( 1e-3 ) -> avg_pool 3 (stride 2, floor) -> Encoder -> conv 4 (3) -> flatten -> 1",
];

/// Words to insert.
const POOL: &[&str] = &[
    "->",
    "-",
    ">",
    "<",
    "=>",
    ";",
    ":",
    "::",
    ",",
    ".",
    "#",
    "!",
    "=",
    "> = \"relu\"",
    "*",
    "0",
    "1",
    "12",
    "12.5",
    "1e3",
    "0x28",
    "0b2",
    "12f32",
    "12relu",
    "12.5relu",
    "4x",
    "x",
    "x3",
    "3xSIDE",
    "(3x3)",
    "(3x3, stride 0)",
    "(16777216, dilation 16777216)",
    "conv 16777216 (1x1, pad 16777216)",
    "conv",
    "max_pool 3",
    "flatten",
    "groups",
    "floor",
    "stride 2",
    "dropout",
    "0.5",
    "28 x 28",
    "HIDDEN(2)",
    "leaky_relu[0.1]",
    "\"relu\"",
    "swish",
    "ReLU",
    "= 4",
    "28x28",
    "1x28x28",
    "12_",
    "16777217",
    "99999999999999999999",
    "()",
    "(3)",
    "(HIDDEN * 2)",
    "(3 +)",
    "{3}",
    "[3]",
    "{}",
    "(0.1, 0.2)",
    "(-1)",
    "(small)",
    "relu",
    "rellu",
    "RELU",
    "leaky_relu",
    "leaky_relu(0.1)",
    "elu",
    "prelu",
    "softmax",
    "linear",
    "no_bias",
    "no_bais",
    "bias",
    "hidden :",
    "hidden",
    "layer1 :",
    "layer2 :",
    "type :",
    "predict :",
    "_ :",
    "r#type :",
    "self",
    "_",
    "conv",
    "dropuot",
    "lstm",
    "gru 16",
    "attention 8 (heads 3)",
    "(heads 2, causal)",
    "causal",
    "classes(27)",
    "12 x classes(27)",
    "classes",
    "embedding 8",
    "last",
    "positions",
    "layer_norm",
    "layernorm",
    "layer_norm(1e-3)",
    "layer_norm(0)",
    "layer_norm 3",
    "(1e-3)",
    "heads",
    "HIDDEN",
    "config::HIDDEN",
    "::A",
    "a::b",
    "Encoder",
    "Encoder(2)",
    "enc : Encoder",
    "MLP",
    "LayerNorm",
    "my::Own",
    "Own<3>",
    "struct",
    "pub",
    "enum",
    "fn",
    "impl",
    "Net",
    "#[scalar(f64)]",
    "#[scalar]",
    "#[scalar(f16)]",
    "#[scaler(f64)]",
    "#[staticnn(crate = x)]",
    "#[staticnn]",
    "#[repr(C)]",
    "#[derive(Clone)]",
    "#[cfg(test)]",
    "#[]",
    "#[1]",
    "#![allow(x)]",
    "/// A line.\n",
    "\"text\"",
    "\"12\"",
    "b\"x\"",
    "'a'",
    "'a",
    "c\"x\"",
    "1u8",
    "é",
    "gen",
    "Self",
    "crate",
    "super",
    "async",
    "type",
    "|",
    "|>",
    "~>",
    ">>",
    "Relu",
    "dense(12, relu)",
    "Dense(12)",
    "nn.Linear(3, 12)",
    "ReLU()",
    "Dropout",
    "dropout(0.5)",
    "(1, 2)",
    "{ 1; 2 }",
    "[1, 2]",
    "(12 relu)",
    "#[derive(Eq, Clone)]",
    "#[cfg(any())]",
    "#[cfg_attr(a, derive(Hash))]",
    "x::",
    "::<3>",
];

/// The generator xorshift64*, whose numbers are the same on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        usize::try_from(high).unwrap_or(0) % end
    }

    fn of<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }

    /// A valid declaration with one to three changes.
    fn mutation(&mut self) -> String {
        let mut words: Vec<&str> = self.of(GOOD).split(' ').collect();
        for _ in 0..=self.below(3) {
            let at = self.below(words.len().max(1));
            match self.below(4) {
                0 if !words.is_empty() => drop(words.remove(at)),
                1 if !words.is_empty() => words.insert(at, words[at]),
                2 if !words.is_empty() => {
                    let other = self.below(words.len());
                    words.swap(at, other);
                }
                _ => words.insert(at, self.of(POOL)),
            }
        }
        words.join(" ")
    }

    /// Puts some of the tokens into groups without brackets, as `macro_rules!` passes fragments on.
    fn passed_on(&mut self, tokens: TokenStream) -> TokenStream {
        let one_in = 2 + self.below(20);
        let wrapped = tokens.into_iter().map(|token| {
            if self.below(one_in) > 0 {
                return token;
            }
            let span = token.span();
            let mut group = Group::new(Delimiter::None, token.into());
            group.set_span(span);
            group.into()
        });
        wrapped.collect()
    }
}

/// The places of all `compile_error!`s.
fn errors(tokens: TokenStream) -> Vec<Span> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut places = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if ident == "compile_error" => {
                // `compile_error`, `!` and the braces, which end it.
                places.extend(tokens[index..index + 3].iter().map(TokenTree::span));
            }
            TokenTree::Group(group) => places.extend(errors(group.stream())),
            _ => {}
        }
    }
    places
}

/// Checks the macro's output for one declaration: the number of mistakes in it; none if it isn't made of tokens.
fn hold(random: &mut Random, declaration: &str) -> Option<usize> {
    // The first line is kept free: a span without a place in the source seems to be there.
    let tokens: TokenStream = format!("\n{declaration}").parse().ok()?;
    let last: Option<LineColumn> = tokens.clone().into_iter().last().map(|token| token.span().end());
    let tokens = random.passed_on(tokens);
    let expand = || (crate::parse::invocation(tokens.clone()), crate::network_tokens(tokens));
    let expanded = catch_unwind(AssertUnwindSafe(expand));
    let (invocation, expansion) = expanded.unwrap_or_else(|_| panic!("the macro panics on `{declaration}`"));
    // Declarations become items, the short form an expression.
    let parsed = match invocation {
        Invocation::Declarations(_) => syn::parse2::<syn::File>(expansion.clone()).map(drop),
        Invocation::Short(_) => syn::parse2::<syn::Expr>(expansion.clone()).map(drop),
    };
    assert!(parsed.is_ok(), "the expansion of `{declaration}` isn't Rust, {parsed:?}: {expansion}");
    let places = errors(expansion);
    for place in &places {
        let inside = place.start().line > 1 && Some(place.end()) <= last;
        assert!(inside, "of `{declaration}` a mistake is at {:?}, and it ends at {last:?}", place.start());
    }
    Some(places.len())
}

#[test]
fn no_mutation_makes_the_macro_panic_or_point_elsewhere() {
    let default = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    let count = std::env::var("STATICNN_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(default);
    // Four threads, whose declarations don't depend on the number of processors.
    let refused: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|part| scope.spawn(move || refused(42 + part, count / 4))).collect();
        threads.into_iter().map(|thread| thread.join().expect("the message above says which declaration")).sum()
    });
    println!("{count} declarations, {refused} of them refused");
    assert!(refused > count / 4 && refused < count, "{refused} of {count} are refused");
}

/// How many of so many mutations the macro refuses.
fn refused(seed: u64, count: usize) -> usize {
    let (mut random, mut lexed, mut refused) = (Random(seed), 0, 0);
    while lexed < count {
        let declaration = random.mutation();
        if let Some(mistakes) = hold(&mut random, &declaration) {
            lexed += 1;
            refused += usize::from(mistakes > 0);
        }
        // Otherwise every text is kept, for the places of its tokens.
        proc_macro2::extra::invalidate_current_thread_spans();
    }
    refused
}

#[test]
fn a_good_declaration_has_no_mistakes() {
    for declaration in GOOD {
        assert_eq!(hold(&mut Random(1), declaration), Some(0), "{declaration}");
    }
}
