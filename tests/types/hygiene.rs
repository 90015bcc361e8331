//! A declaration compiles wherever a struct does, whatever else is called there. `strict` and `renamed` are the crates that
//! it takes to see the rest of it.
#![forbid(unsafe_code)]
#![deny(warnings)]

use staticnn::expansion::{digit, in_range, is_size};
use staticnn::prelude::*;
use staticnn::shape::{Length, Matrix, Number, U1};

/// All that the expansion names, or might have named, is something else here, and there is no prelude.
mod among_strangers {
    #![no_implicit_prelude]
    #![allow(dead_code, non_camel_case_types)]

    pub struct Result;
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Box;
    pub struct Dense;
    pub struct Network;
    pub struct Layers;
    pub struct Relu;
    pub struct Linear;
    pub struct Isa;
    pub struct Pass;
    pub struct U3;
    pub struct U12;
    pub trait AsRef {}
    pub trait Size {}
    pub trait Head {}
    pub trait Default {}
    pub mod f32 {}
    pub mod f64 {}
    pub mod core {}
    pub mod std {}
    pub mod staticnn {}

    /// Methods of the layers' names, on everything.
    pub trait Everything {
        const ZEROS: () = ();
        fn zeros() {}
        fn parameters(&self) {}
        fn forward(&self) {}
        fn forward_to(&self) {}
        fn backward_head(&self) {}
        fn backward_input(&self) {}
        fn backward_parameters(&self) {}
    }
    impl<T> Everything for T {}

    const SIZE_1: u8 = 0;
    pub const HIDDEN: usize = 12;

    ::staticnn::network! {
        pub struct Net< 3 -> HIDDEN leaky_relu(0.01) -> (HIDDEN * 2) relu no_bias -> 1 >;
        #[scalar(f64)]
        pub struct Double< 3 -> 1 sigmoid >;
        pub struct FromFile< 3 -> 2 relu -> 1 > = "refusals/weights/pytorch.safetensors";
    }

    pub fn short() -> impl ::staticnn::Network<Scalar = f32, Input = [f32; 3]> {
        ::staticnn::network!(3 -> 12 relu -> 1)
    }
}

#[test]
fn a_declaration_compiles_among_strangers() {
    assert_eq!(among_strangers::Net::PARAMETERS, 3 * 12 + 12 + 12 * 24 + 24 + 1);
    assert_eq!(among_strangers::Double::zeros().predict(&[1.0, 2.0, 3.0]), [0.5]);
    assert_eq!(among_strangers::short().parameters().len(), 61);
    assert_eq!(among_strangers::FromFile::PRETRAINED.predict(&[1.0, 2.0, 3.0]), [0.0]);
}

/// Somebody else's: the methods stay in reach, for the prelude has the trait a second time, without a name.
#[allow(dead_code)]
struct Network;

#[test]
fn a_label_may_have_the_name_of_anything_that_the_passes_use() {
    network! {
        struct Labels<
            1 -> input: 2 -> tape: 2 -> pass: 2 -> deltas: 2 -> output: 2 -> name: 2 -> scalar: 2 -> d: 2 -> d_d: 2
            -> y: 2 -> y_d: 2 -> weight: 2 -> r#type: 2 -> h: 1
        >;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let net = Labels::init(&mut rng);
    let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [-1.0]]));
    let mut gradient = Gradient::<Labels>::new();
    let start = net.gradient(&samples, &Mse, &mut gradient);
    let mut further = Labels::zeros();
    for ((to, p), g) in further.parameters_mut().iter_mut().zip(net.parameters()).zip(gradient.parameters()) {
        *to = p - 1e-3 * g;
    }
    assert!(further.loss(&samples, &Mse) < start);
    assert_eq!((net.r#type.bias.len(), gradient.d_d.bias.len()), (2, 2));
}

#[test]
fn a_label_may_be_the_stages_own_name_or_a_number_beyond() {
    network! { struct Numbers< 1 -> layer1: 2 -> layer7: 2 -> 1 >; }
    let net = Numbers::zeros();
    assert_eq!([net.layer1.bias.len(), net.layer7.bias.len(), net.layer3.bias.len()], [2, 2, 1]);
}

mod config {
    pub const HIDDEN: usize = 1_568;

    pub mod deep {
        pub struct Table;
        impl Table {
            pub const ROWS: usize = 7;
        }
    }
}

#[test]
fn a_size_may_be_a_constant_of_any_module_or_an_expression_of_such() {
    const FEATURES: usize = 3;
    network! {
        struct Sizes<
            FEATURES -> config::HIDDEN relu -> (FEATURES * 2) -> self::config::deep::Table::ROWS -> (config::HIDDEN >> 3)
            -> (if FEATURES > 2 { 5 } else { 1 }) -> First::OUTPUTS
        >;
        struct First< 2 -> 4 >;
        struct Same< 3 -> 1_568 relu -> 6 -> 7 -> 196 -> 5 -> 4 >;
    }
    assert_eq!((Sizes::INPUTS, Sizes::OUTPUTS), (3, 4));
    assert_eq!((Sizes::PARAMETERS, Sizes::MULTIPLY_ADDS), (Same::PARAMETERS, Same::MULTIPLY_ADDS));
    assert_eq!(size_of::<Sizes>(), size_of::<Same>());

    // A constant's size is the same type as the number's.
    let mut net = Sizes::zeros();
    net.layer2 = Same::zeros().layer2;
    let y: [f32; 4] = net.predict(&[1.0, 2.0, 3.0]);
    assert_eq!(y, [0.0; 4]);
}

#[test]
fn a_constant_may_have_any_value_from_1_to_16777216() {
    const VALUES: [usize; 8] = [1, 2, 1_023, 1_024, 1_025, 2_047, 99_999, (1 << 20) + 1];
    macro_rules! inputs {
        ($($index:literal)*) => { [$({
            network! { struct Net< (VALUES[$index]) -> 1 no_bias >; }
            assert_eq!(size_of::<Net>(), 4 * VALUES[$index]);
            Net::INPUTS
        }),*] };
    }
    assert_eq!(inputs!(0 1 2 3 4 5 6 7), VALUES);

    // The macro doesn't see a constant's value, so it writes of a larger one what it writes of these. The compiler looks at
    // each of a network's zeros: a network of the largest takes it a minute, the size alone no time.
    macro_rules! check {
        ($($value:expr),*) => { $({
            const _: () = in_range::<{ $value }, { is_size($value) }>();
            type Large = Number<{ digit($value, 2) }, { digit($value, 1) }, { digit($value, 0) }>;
            assert_eq!((Large::VALUE, size_of::<Matrix<f32, Large, U1>>()), ($value, 4 * $value));
        })* };
    }
    check!(1 << 20, 9_999_991, (1 << 24) - 1, 1 << 24);
}

/// Declarations by another macro, with every part as a fragment.
macro_rules! declared {
    (
        $(#[$meta:meta])* $visibility:vis $name:ident: $inputs:expr, $label:ident, $size:literal, $word:ident, $path:path,
        $type:ty, $constant:path, $outputs:expr
    ) => {
        network! {
            $(#[$meta])*
            $visibility struct $name<
                $inputs -> $label: $size $word -> hidden: 4 $path -> 4 $type no_bias -> $constant -> $outputs
            >;
        }
    };
    ($name:ident: $($shape:tt)*) => {
        network! { struct $name< $($shape)* >; }
    };
    ($visibility:vis $name:ident { $($inputs:tt)* } { $($stage:tt)* }) => {
        network! { $visibility struct $name< $($inputs)* -> $($stage)* >; }
    };
    (size $size:expr) => {
        network!($size -> $size)
    };
}

declared! {
    /// Every part as a fragment.
    #[derive(Clone)]
    #[scalar(f64)]
    pub(crate) Fragments: 1 + 2, given, 12, relu, staticnn::activation::Tanh, staticnn::activation::Softsign, config::HIDDEN, 2
}
declared! { Whole: 3 -> first: 12 leaky_relu(0.1) -> 1 }
declared! { pub Parts { 3 } { 12 relu -> 1 } }

#[test]
fn a_declaration_may_be_another_macros() {
    let net = Fragments::zeros().clone();
    assert_eq!((Fragments::INPUTS, Fragments::OUTPUTS), (3, 2));
    assert_eq!(
        (net.given.bias.len(), net.hidden.bias.len(), net.layer3.bias.len(), net.layer4.bias.len()),
        (12, 4, 0, 1_568)
    );
    assert_eq!(Whole::zeros().first.bias.len(), 12);
    assert_eq!(Parts::PARAMETERS, 61);
    assert_eq!(declared!(size 2).predict(&[1.0_f32, 2.0]), [0.0, 0.0]);
}

#[test]
fn a_declaration_may_stand_wherever_an_item_does() {
    fn inside<T: Sized>() -> usize {
        network! { struct Inside< 3 -> 1 >; }
        Inside::PARAMETERS * size_of::<T>()
    }
    trait Declares {
        fn declared(&self) -> usize;
    }
    impl Declares for u8 {
        fn declared(&self) -> usize {
            network! { struct Inside< 3 -> 2 >; }
            Inside::PARAMETERS
        }
    }
    const PARAMETERS: usize = {
        network! { struct Inside< 3 -> 3 >; }
        Inside::PARAMETERS
    };
    let closure = || {
        network! { struct Inside< 3 -> 4 >; }
        Inside::PARAMETERS
    };
    assert_eq!([inside::<u8>(), 0_u8.declared(), PARAMETERS, closure()], [4, 8, 12, 16]);
}

network! { struct Still< 3 -> 1 >; }
static STILL: Still = Still::zeros();

static NUMBERS: Still = Still::from_parameters(&[1.0, 2.0, 3.0, 4.0]);

#[test]
fn a_network_may_be_a_constant() {
    const NET: Still = Still::zeros();
    assert_eq!(NET.predict(&[1.0, 2.0, 3.0]), STILL.predict(&[1.0, 2.0, 3.0]));
    assert_eq!(NUMBERS.predict(&[1.0, 2.0, 3.0]), [18.0]);
}

network! {
    #[cfg(any())]
    struct Absent< 3 -> NOWHERE nothing::Here -> 1 >;
    #[cfg(all())]
    #[allow(non_camel_case_types)]
    struct lower_case< 3 -> 1 >;
}

#[test]
fn a_condition_holds_for_all_that_a_declaration_makes() {
    assert_eq!(lower_case::PARAMETERS, 4);
}
