//! Paths as stages: what the macro, and the compiler before it checks types, see.

mod a_network_that_is_a_stage_exists {
    staticnn::network! { struct Net< 3 -> Encoder -> 1 >; }
}

mod a_network_that_is_a_stage_has_its_own_activation {
    staticnn::network! {
        struct Encoder< 3 -> 3 >;
        struct Net< 3 -> Encoder relu -> 1 >;
    }
}

mod a_network_that_is_a_stage_has_its_own_biases {
    staticnn::network! {
        struct Encoder< 3 -> 3 >;
        struct Net< 3 -> Encoder no_bias -> 1 >;
    }
}

mod a_stage_takes_nothing_between_parentheses {
    staticnn::network! {
        struct Encoder< 3 -> 3 >;
        struct Net< 3 -> Encoder(3) -> 1 >;
    }
}

mod a_network_is_no_stage_of_itself {
    staticnn::network! { struct Net< 3 -> Net -> 1 >; }
}

mod a_network_in_capitals_needs_an_alias {
    staticnn::network! {
        struct MLP< 3 -> 3 >;
        struct Net< 3 -> MLP -> 1 >;
    }
}

mod the_number_of_inputs_is_no_network {
    staticnn::network! {
        struct Encoder< 3 -> 3 >;
        struct Net< Encoder -> 1 >;
    }
}

fn main() {}
