//! From the shape that a stage takes to the shape that it puts out.

use proc_macro2::Span;

use crate::declaration::{Layer, Stage};
use crate::kind::{Kind, Output, Takes};
use crate::literal::LARGEST;
use crate::shape::Shape;
use crate::size::{Size, Slide};
use crate::window::Window;

/// The number of dimensions of a stage's input; where only the compiler knows them, as the window of the stage has it, or 1.
pub(crate) fn rank(stage: &Stage, inputs: &Shape) -> usize {
    match inputs.dimensions().len() {
        0 => stage.window().map_or(if takes_series(stage) { 2 } else { 1 }, Window::rank),
        rank => rank,
    }
}

/// Whether a stage takes a series and nothing else.
fn takes_series(stage: &Stage) -> bool {
    matches!(&stage.layer, Layer::Kind { kind, .. } if kind.takes == Takes::Series)
}

/// Whether a stage takes the steps of a series one by one.
pub(crate) fn goes_by_steps(kind: &Kind, inputs: &Shape) -> bool {
    kind.takes == Takes::Series
        || kind.at_steps.is_some() && matches!(inputs, Shape::Series(_))
        || matches!(inputs, Shape::Classes(_))
}

/// The shape that a stage puts out. Where the input doesn't fit, which [`mistake`] says, it is made up.
pub(crate) fn outputs(stage: &Stage, inputs: &Shape, position: usize) -> Shape {
    let (kind, window) = match &stage.layer {
        Layer::Path(layer) => return Shape::Stage { layer: layer.clone(), position },
        Layer::Kind { kind, window, .. } => (kind, window),
    };
    let rank = rank(stage, inputs);
    let given = || stage.size.clone().unwrap_or_else(|| Size::made_up(stage.span));
    let [channels, height, width] = inputs.grid(rank);
    let windows = |channels: Size| {
        let Some(window) = window else { return inputs.clone() };
        if window.causal {
            return Shape::of_grid([channels, height.clone(), width.clone()], rank);
        }
        let [down, right] = window.slides([&height, &width], rank, kind.is_pool());
        let at = |slide: Slide, name: &str| slide.size(format!("{position}_{name}"), position, window.span);
        // Where both directions are the same, a mistake in them is one.
        let width = if rank == 3 && down.text() == right.text() { "HEIGHT" } else { "WIDTH" };
        let width = at(right, width);
        Shape::of_grid([channels, at(down, "HEIGHT"), width], rank)
    };
    match kind.output {
        Output::Given if goes_by_steps(kind, inputs) => Shape::Series([width, given()]),
        Output::Given => Shape::Values(given()),
        Output::AsInput => inputs.clone(),
        Output::Channels => windows(given()),
        Output::Windows => windows(channels),
        Output::ChannelsAlone => Shape::Values(channels),
        Output::Flat => Shape::Values(inputs.values(position)),
    }
}

/// What is wrong with the shape that a stage takes, and where.
pub(crate) fn mistake(stage: &Stage, inputs: &Shape) -> Option<(Span, String)> {
    let Layer::Kind { kind, window, numbers, .. } = &stage.layer else { return None };
    let word = kind.word.unwrap_or("a dense stage");
    let name = if kind.word.is_some() { format!("`{word}`") } else { word.to_owned() };
    let arriving = inputs.text();
    let message = match (kind.takes, inputs) {
        (Takes::Classes, Shape::Class(_) | Shape::Classes(_)) => return None,
        (Takes::Classes, _) => {
            let classes = match inputs {
                Shape::Series(_) | Shape::Stage { .. } | Shape::Image(_) => "12 x classes(27)".to_owned(),
                _ => format!("{arriving} x classes(27)"),
            };
            let says = format!("{name} takes classes, and numbers arrive, {arriving}");
            format!("{says}: write the input as `{classes}`, and {name} as the first stage")
        }
        (_, Shape::Class(_) | Shape::Classes(_)) => {
            format!("{name} takes numbers, and classes arrive, {arriving}: write `embedding 8` before it")
        }
        (Takes::Vector, Shape::Image(_)) => {
            let size = stage.size.as_ref().map_or_else(String::new, |size| size.text(true));
            format!("{name} takes a vector, and {arriving} arrive: write `flatten -> {size}`")
        }
        (Takes::Series, Shape::Values(size)) => {
            let says = format!("{name} takes a series, and a vector of {arriving} values arrives");
            format!("{says}: write the input as steps x features, `{}`", series(size))
        }
        (Takes::Series, Shape::Image(_)) => {
            format!("{name} takes a series, steps x features, and an image arrives, {arriving}")
        }
        (Takes::Grid, Shape::Values(_)) if kind.output == Output::Flat => {
            format!("{name} takes an image or a series, and a vector of {arriving} values arrives: leave it out")
        }
        (Takes::Grid, Shape::Values(size)) => {
            let (image, series) = grids(size);
            let says = format!("{name} takes an image or a series, and a vector of {arriving} values arrives");
            format!(
                "{says}: write the input as channels x height x width, `{image}`, or as steps x features, `{series}`"
            )
        }
        (Takes::Series, _) if kind.divisor(numbers).is_some() => {
            return Some((stage.span, indivisible_units(kind, numbers, stage, inputs)?));
        }
        _ => return window.as_ref().and_then(|window| misfit(kind, window, stage, inputs)),
    };
    Some((stage.span, message))
}

/// What is wrong with the size of a stage that takes as many channels as it puts out, and divides them.
fn indivisible_units(kind: &Kind, numbers: &[f64], stage: &Stage, inputs: &Shape) -> Option<String> {
    let (word, [features, ..]) = (kind.word.unwrap_or_default(), inputs.grid(2));
    let units = stage.size.as_ref()?.value()?;
    if let Some(features) = features.value().filter(|features| *features != units) {
        let takes = format!("`{word} {units}` takes {units} features at each step, as many as it puts out");
        return Some(format!("{takes}, and {features} arrive: write `{units} -> {word} {units}`"));
    }
    let divides = |divisor: &usize| units.is_multiple_of(*divisor);
    let (divisor, name) = (kind.divisor(numbers)?, kind.divisor_name());
    let fewer = (1..=units).rev().filter(divides).find(|fewer| *fewer as f64 <= divisor)?;
    let message = || {
        format!("the {units} units of `{word}` can't be divided among {divisor} {name}: write `{name} {fewer}`, say")
    };
    (fewer as f64 != divisor).then(message)
}

/// What is wrong with a shape that is too large; nothing if the macro doesn't know its dimensions.
pub(crate) fn too_large(shape: &Shape) -> Option<String> {
    let values =
        shape.dimensions().iter().map(Size::value).try_fold(1_usize, |all, size| Some(all.saturating_mul(size?)))?;
    let has = format!("{} has {values} values, and a shape has at most {LARGEST}", shape.text());
    (values > LARGEST).then(|| format!("{has}: write smaller sizes"))
}

/// An image and a series of so many values, for messages.
fn grids(size: &Size) -> (String, String) {
    let Some(size) = size.value() else { return ("1x28x28".to_owned(), "128x16".to_owned()) };
    let side = (1..=size).take_while(|side| side * side <= size).last().unwrap_or(1);
    let image = if side * side == size { format!("1x{side}x{side}") } else { "1x28x28".to_owned() };
    (image, format!("{size}x1"))
}

/// A series of so many values, for messages.
fn series(size: &Size) -> String {
    grids(size).1
}

/// What is wrong with a window over the shape that its stage takes.
fn misfit(kind: &Kind, window: &Window, stage: &Stage, inputs: &Shape) -> Option<(Span, String)> {
    let rank = rank(stage, inputs);
    let [channels, height, width] = inputs.grid(rank);
    let (word, arriving) = (kind.word.unwrap_or_default(), inputs.text());
    let over = Over { word, arriving, window, rank, slides: window.slides([&height, &width], rank, false) };
    let message = over
        .a_series(inputs)
        .or_else(|| over.causes(rank))
        .or_else(|| over.indivisible_channels(&channels, stage.size.as_ref()))
        .or_else(|| over.the_edge(kind.options().contains(&"pad")))
        .or_else(|| if kind.is_pool() { over.what_is_left_out() } else { None });
    message.map(|message| (window.span, message))
}

/// The window of a stage over the shape that arrives.
struct Over<'a> {
    word: &'static str,
    arriving: String,
    window: &'a Window,
    rank: usize,
    /// How it moves down and to the right.
    slides: [Slide; 2],
}

impl Over<'_> {
    /// A series has one direction.
    fn a_series(&self, inputs: &Shape) -> Option<String> {
        let Self { word, arriving, window, .. } = self;
        let is_two_dimensional = matches!(inputs, Shape::Series(_)) && window.rank() == 3;
        let steps = window.taps.last().map_or_else(String::new, |size| size.text(true));
        let taps = window.taps_text();
        let message =
            || format!("over a series, {arriving}, `{word}` has a window of steps, not {taps}: write `{steps}`");
        is_two_dimensional.then(message)
    }

    /// A causal window is over a series, moves by 1, and has no other zeros and no groups.
    fn causes(&self, rank: usize) -> Option<String> {
        let (word, window) = (self.word, self.window);
        if !window.causal {
            return None;
        }
        if rank == 3 {
            let arriving = &self.arriving;
            return Some(format!(
                "`causal` is for the steps of a series, and an image arrives, {arriving}: leave it out"
            ));
        }
        let options = window.options_text(false);
        let other =
            options.iter().find(|option| ["stride", "pad", "groups"].iter().any(|name| option.starts_with(name)))?;
        let advice = if other.starts_with("pad") { ": it has the pad that it needs" } else { "" };
        Some(format!("a causal `{word}` has no `{other}`{advice}: leave one of the two out"))
    }

    /// The groups divide the channels, those put out are `outputs`.
    fn indivisible_channels(&self, inputs: &Size, outputs: Option<&Size>) -> Option<String> {
        let (groups, inputs, outputs) = (self.window.groups.value()?, inputs.value()?, outputs.and_then(Size::value));
        let sides = [(Some(inputs), "input"), (outputs, "output")];
        let divides =
            |groups: usize, count: Option<usize>| count.is_none_or(|count| count.is_multiple_of(groups.max(1)));
        let (count, side) = sides.into_iter().find(|(count, _)| !divides(groups, *count))?;
        let fewer = (1..=groups).rev().find(|fewer| sides.iter().all(|(count, _)| divides(*fewer, *count)));
        let advice = fewer.map_or_else(String::new, |fewer| format!(": write `groups {fewer}`, say"));
        let (count, word) = (count?, self.word);
        Some(format!("{count} {side} channels of `{word}` can't be divided into {groups} groups{advice}"))
    }

    /// The window isn't larger than the padded input.
    fn the_edge(&self, may_pad: bool) -> Option<String> {
        let numbers: Vec<[usize; 5]> = self.slides.iter().filter_map(Slide::values).collect();
        if self.window.causal {
            return None;
        }
        let reach = |[_, taps, _, _, dilation]: &[usize; 5]| dilation * (taps - 1) + 1;
        let padded = |[size, _, _, pad, _]: &[usize; 5]| size + 2 * pad;
        if numbers.iter().all(|numbers| reach(numbers) <= padded(numbers)) {
            return None;
        }
        let sides = |of: &dyn Fn(&[usize; 5]) -> usize| {
            let sides: Vec<String> = numbers.iter().map(|numbers| of(numbers).to_string()).collect();
            if self.rank == 3 { sides.join("x") } else { sides.last().cloned().unwrap_or_default() }
        };
        let (word, arriving, reach, padded) = (self.word, &self.arriving, sides(&reach), sides(&padded));
        let cure = if may_pad { "a smaller one, or a larger `pad`" } else { "a smaller one" };
        let with = if numbers.iter().any(|[_, _, _, pad, _]| *pad > 0) { " with its pad" } else { "" };
        let has = format!("its input, {arriving}, has {padded}{with}");
        Some(format!("the window of `{word}` reaches over {reach}, and {has}: write {cure}"))
    }

    /// A pool reaches all values, or says `floor`.
    fn what_is_left_out(&self) -> Option<String> {
        let Self { word, arriving, window, rank, slides } = self;
        let left = slides.iter().zip(["row", if *rank == 3 { "column" } else { "step" }]);
        let left = left.filter_map(|(slide, what)| match slide.positions()?.1 {
            0 => None,
            1 => Some(format!("the last {what}")),
            count => Some(format!("the last {count} {what}s")),
        });
        let left = left.collect::<Vec<_>>().join(" and ");
        if window.floor || left.is_empty() {
            return None;
        }
        let (taps, options) = (window.taps_text(), [window.options_text(true), vec!["floor".to_owned()]].concat());
        let written = format!("{word} {taps} ({})", options.join(", "));
        Some(format!("`{word}` of {taps} doesn't reach {left} of {arriving}: write `{written}` to leave that out"))
    }
}
