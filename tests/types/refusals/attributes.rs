//! What stands above `struct`.

mod a_block_is_a_number_of_samples {
    use staticnn::prelude::*;

    network! { #[block(0)] struct None< 3 -> 1 >; }
    network! { #[block(1025)] struct Many< 3 -> 1 >; }
    network! { #[block] struct Unnamed< 3 -> 1 >; }
    network! { #[block(SIZE)] struct Constant< 3 -> 1 >; }
    network! { #[blok(8)] struct Misspelt< 3 -> 1 >; }
}

mod a_crate_is_given_by_its_path {
    use staticnn::prelude::*;

    network! { #[staticnn(path = renamed)] struct Net< 3 -> 1 >; }
}

mod a_network_has_its_own_layout {
    use staticnn::prelude::*;

    network! { #[repr(packed)] struct Net< 3 -> 1 >; }
}

mod a_scalar_is_f32_or_f64 {
    use staticnn::prelude::*;

    network! { #[scalar(f16)] struct Net< 3 -> 1 >; }
}

mod a_scalar_is_named {
    use staticnn::prelude::*;

    network! { #[scalar] struct Net< 3 -> 1 >; }
}

mod a_visibility_alone_stands_before_struct {
    use staticnn::prelude::*;

    network! { hidden struct Net< 3 -> 12 relu -> 1 >; }
}

mod an_attribute_is_an_attribute {
    use staticnn::prelude::*;

    network! { #[3] struct Net< 3 -> 1 >; }
}

mod an_attribute_is_given_once {
    use staticnn::prelude::*;

    network! { #[scalar(f64)] #[scalar(f32)] struct Net< 3 -> 1 >; }
}

mod an_attribute_is_spelt_as_in_the_list {
    use staticnn::prelude::*;

    network! { #[scaler(f64)] struct Net< 3 -> 1 >; }
}

mod documentation_stands_above_the_declaration {
    use staticnn::prelude::*;

    network! {
        struct Net<
            3 ->
            /// The hidden stage.
            12 relu -> #[cfg(test)] 1
        >;
    }
}

mod a_wrong_declaration_may_be_left_out {
    use staticnn::prelude::*;

    network! {
        #[cfg(any())]
        struct Net< 3 -> 12 rleu -> 1 >;
    }
}

mod a_network_derives_what_floats_have {
    use staticnn::prelude::*;

    network! {
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(all(), derive(PartialOrd, Ord))]
        struct Net< 3 -> 1 >;
    }

    fn program() {
        let _ = Net::zeros().clone();
    }
}

fn main() {}
