//! The passes of the network: one call per stage.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

use crate::document;
use crate::expand::stage::{Stage, nest};
use crate::library::Library;

/// What the call of a stage is given: parameters of the pass at the ends of the network, locals between stages.
struct Call<'a> {
    stage: &'a Stage<'a>,
    before: Option<&'a Stage<'a>>,
    is_last: bool,
}

/// An ident of the pass.
fn ident(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

impl Call<'_> {
    fn is_only(&self) -> bool {
        self.is_last && self.before.is_none()
    }

    /// The statement that calls a pass of the stage.
    fn of(&self, pass: &str, arguments: &TokenStream) -> TokenStream {
        let call = self.stage.call(pass, arguments);
        quote!(#call;)
    }

    /// The local of this prefix; of a single stage the parameter.
    fn local(&self, prefix: &str) -> Ident {
        if self.is_only() { ident(prefix) } else { self.stage.local(prefix) }
    }

    /// Only the last stage has the pass itself, in which a loss may ask for z in place of y. What a network draws differs from
    /// what it draws as another stage.
    fn pass(&self) -> TokenStream {
        let pass = ident("pass");
        // Before `inner`, whose type has methods only where its trait is imported.
        let pass = self.stage.path_position().map_or(quote!(#pass), |position| quote!(#pass.within(#position)));
        if self.is_last { pass } else { quote!(#pass.inner()) }
    }

    /// The rows that it reads: `x`, or the output of the stage before.
    fn x(&self) -> TokenStream {
        match self.before {
            None => ident("x").into_token_stream(),
            Some(before) => {
                let y = before.local("y");
                quote!(#y.rows())
            }
        }
    }

    /// The rows that it writes: `y`, or its own.
    fn y(&self) -> TokenStream {
        if self.is_last {
            return ident("y").into_token_stream();
        }
        let y = self.stage.local("y");
        quote!(#y.rows_mut())
    }
}

/// The calls of all stages, in order.
fn calls<'a>(stages: &'a [Stage<'a>]) -> Vec<Call<'a>> {
    let call = |(index, stage): (usize, &'a Stage<'a>)| {
        let before = index.checked_sub(1).map(|before| &stages[before]);
        Call { stage, before, is_last: index + 1 == stages.len() }
    };
    stages.iter().enumerate().map(call).collect()
}

/// All passes.
pub(super) fn passes(stages: &[Stage], library: &Library, scalar: &Ident) -> TokenStream {
    let calls = calls(stages);
    let forward = forward(&calls, library, scalar);
    let backward = backward(&calls, library, scalar);
    let kept = kept(&calls, library, scalar);
    let step = step(&calls, library, scalar);
    let carry = carry(&calls, library);
    let look_inside = look_inside(&calls, library, scalar);
    quote!(#forward #backward #kept #step #carry #look_inside)
}

/// Takes a nested pair apart: nothing to do for a single stage.
fn take_apart<'a>(calls: &'a [Call<'a>], part: impl Fn(&Call) -> TokenStream, from: &TokenStream) -> TokenStream {
    if calls.len() == 1 {
        return TokenStream::new();
    }
    let pattern = nest(calls.iter().map(part));
    quote_spanned!(Span::mixed_site()=> let #pattern = #from;)
}

/// The parts of the tape: of each stage its outputs and its own, of the last its own alone.
fn tape_part(call: &Call) -> TokenStream {
    let (y, tape) = (call.local("y"), call.local("tape"));
    if call.is_last { quote!(#tape) } else { quote!((#y, #tape)) }
}

fn forward(calls: &[Call], library: &Library, scalar: &Ident) -> TokenStream {
    let Library { pass, inputs, rows_mut, .. } = library;
    let document = document::lines(calls.iter().map(|call| call.stage.field.forward()).collect());
    let tapes = take_apart(calls, tape_part, &ident("tape").into_token_stream());
    let scratches =
        take_apart(calls, |call| call.local("scratch").into_token_stream(), &ident("scratch").into_token_stream());
    let stages = calls.iter().map(|call| {
        let (pass, x, y) = (call.pass(), call.x(), call.y());
        let (tape, scratch) = (call.local("tape"), call.local("scratch"));
        call.of("forward_rows", &quote!(#pass, #x, #y, #tape, #scratch))
    });
    quote_spanned! {Span::mixed_site()=>
        /// The forward pass, one call per stage. Each call reads the rows that the stage before it wrote, and writes
        /// its own.
        ///
        #document
        #[inline(always)]
        fn forward_rows<P: #pass>(
            &self,
            pass: P,
            x: #inputs<'_, Self>,
            y: #rows_mut<'_, #scalar>,
            tape: &mut Self::Tape<P::Rows>,
            scratch: &mut Self::ForwardScratch<P::Rows>,
        ) {
            #tapes
            #scratches
            #(#stages)*
        }
    }
}

fn backward(calls: &[Call], library: &Library, scalar: &Ident) -> TokenStream {
    let Library { pass, activation, seen, rows_mut, input_gradient, .. } = library;
    let document = document::lines(calls.iter().rev().map(|call| call.stage.field.backward()).collect());
    let tapes = take_apart(calls, tape_part, &quote_spanned!(Span::mixed_site()=> seen.tape));
    let scratches = take_apart(calls, scratch_part, &ident("scratch").into_token_stream());
    let stages = calls.iter().rev().map(|call| {
        let (name, pass, scratch) = (call.stage.name(), call.pass(), call.local("scratch"));
        let (seen, d, dx) = (seen_by(call, seen), d(call), dx(call));
        let gradient = quote_spanned!(Span::mixed_site()=> &mut gradient.#name);
        call.of("backward_rows", &quote!(#pass, #seen, #d, #dx, #gradient, #scratch))
    });
    quote_spanned! {Span::mixed_site()=>
        /// The backward pass, by the chain rule: one call per stage, from the last to the first. The caller has written
        /// the d of the last stage. Each call computes the derivatives of its layer's parameters, and writes the d of
        /// the stage before.
        ///
        #document
        #[inline(always)]
        fn backward_rows<P: #pass, B: #activation>(
            &self,
            pass: P,
            seen: #seen<'_, Self, P>,
            d: #rows_mut<'_, #scalar>,
            dx: #input_gradient<'_, Self, P, B>,
            gradient: &mut Self,
            scratch: &mut Self::BackwardScratch<P::Rows>,
        ) {
            #tapes
            #scratches
            #(#stages)*
        }
    }
}

/// The parts of the backward scratch: of all but the last stage d, of all but the first what it needs for dL/dx.
fn scratch_part(call: &Call) -> TokenStream {
    let [d, scratch, input] = ["d", "scratch", "input"].map(|prefix| call.local(prefix));
    let scratch = if call.before.is_none() { quote!(#scratch) } else { quote!((#scratch, #input)) };
    if call.is_last { scratch } else { quote!((#d, #scratch)) }
}

/// What the forward pass of a stage has left.
fn seen_by(call: &Call, seen: &TokenStream) -> TokenStream {
    let all = ident("seen");
    let x = if call.before.is_none() { quote!(#all.x) } else { call.x() };
    let y = call.stage.local("y");
    let y = if call.is_last { quote!(#all.y) } else { quote!(#y.rows()) };
    let tape = call.stage.local("tape");
    let tape = if call.is_only() { quote!(#all.tape) } else { quote!(#tape) };
    quote!(#seen { x: #x, y: #y, tape: #tape })
}

/// The rows of a stage's d.
fn d(call: &Call) -> TokenStream {
    if call.is_last {
        return ident("d").into_token_stream();
    }
    let d = call.stage.local("d");
    quote!(#d.rows_mut())
}

/// Where a stage writes its dL/dx.
fn dx(call: &Call) -> TokenStream {
    let Some(before) = call.before else { return ident("dx").into_token_stream() };
    let [d, y, tape] = ["d", "y", "tape"].map(|prefix| before.local(prefix));
    let input = call.stage.local("input");
    before.call("before", &quote!(#d, #y, #tape, #input))
}

fn kept(calls: &[Call], library: &Library, scalar: &Ident) -> TokenStream {
    let Library { layer, size, rows, .. } = library;
    let Some(last) = calls.last() else { return TokenStream::new() };
    let tapes = take_apart(
        calls,
        |call| if call.is_last { call.local("tape").into_token_stream() } else { quote!(_) },
        &ident("tape").into_token_stream(),
    );
    let (stage, tape) = (&last.stage.named, last.local("tape"));
    quote_spanned! {Span::mixed_site()=>
        #[inline(always)]
        fn kept<'a, R: #size>(tape: &'a Self::Tape<R>, y: #rows<'a, #scalar>) -> #rows<'a, #scalar> {
            #tapes
            <#stage as #layer>::kept::<R>(#tape, y)
        }
    }
}

fn step(calls: &[Call], library: &Library, scalar: &Ident) -> TokenStream {
    let Library { pass, inputs, rows_mut, frames, .. } = library;
    let states = take_apart(calls, |call| call.local("state").into_token_stream(), &ident("state").into_token_stream());
    let outputs = calls.iter().filter(|call| !call.is_last).map(|call| {
        let (y, stage) = (call.stage.local("y"), &call.stage.named);
        quote_spanned!(Span::mixed_site()=> let mut #y = #frames::<#stage, P::Rows>();)
    });
    let stages = calls.iter().map(|call| {
        let (pass, x, y, state) = (call.pass(), call.x(), call.y(), call.local("state"));
        call.of("step_rows", &quote!(#pass, #x, #y, #state))
    });
    quote_spanned! {Span::mixed_site()=>
        /// One step of a stream: one call per stage, each with its own state.
        #[inline(always)]
        fn step_rows<P: #pass>(
            &self,
            pass: P,
            x: #inputs<'_, Self>,
            y: #rows_mut<'_, #scalar>,
            state: &mut Self::State,
        ) {
            #states
            #(#outputs)*
            #(#stages)*
        }
    }
}

fn carry(calls: &[Call], library: &Library) -> TokenStream {
    let Library { layer, size, .. } = library;
    let part = |call: &Call| {
        let tape = call.local("tape");
        if call.is_last { quote!(#tape) } else { quote!((_, #tape)) }
    };
    let tapes = take_apart(calls, part, &ident("tape").into_token_stream());
    let stages = calls.iter().map(|call| {
        let (stage, tape) = (&call.stage.named, call.local("tape"));
        quote_spanned!(Span::mixed_site()=> <#stage as #layer>::carry::<R>(#tape, continues);)
    });
    quote_spanned! {Span::mixed_site()=>
        #[inline(always)]
        fn carry<R: #size>(tape: &mut Self::Tape<R>, continues: bool) {
            #tapes
            #(#stages)*
        }
    }
}

fn look_inside(calls: &[Call], library: &Library, scalar: &Ident) -> TokenStream {
    let Library { size, rows, stage_path, see, .. } = library;
    let tapes = take_apart(calls, tape_part, &ident("tape").into_token_stream());
    let stages = calls.iter().map(|call| {
        let (stage, name, tape) = (&call.stage.named, call.stage.name().unraw().to_string(), call.local("tape"));
        let y = if call.is_last {
            ident("y").into_token_stream()
        } else {
            let y = call.local("y");
            quote!(#y.rows())
        };
        quote_spanned!(Span::mixed_site()=> #see::<#stage, R>(#name, #y, #tape, path, see);)
    });
    quote_spanned! {Span::mixed_site()=>
        /// Shows what each stage has put out.
        fn look_inside<'a, R: #size>(
            tape: &'a Self::Tape<R>,
            y: #rows<'a, #scalar>,
            path: &#stage_path<'_>,
            see: &mut dyn ::core::ops::FnMut(&#stage_path<'_>, #rows<'a, #scalar>),
        ) {
            #tapes
            #(#stages)*
        }
    }
}
