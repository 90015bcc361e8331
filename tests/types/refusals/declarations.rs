//! The form of a declaration around its shape.

mod a_declaration_doesnt_end_with_a_comma {
    use staticnn::prelude::*;

    network! {
        struct First< 3 -> 1 >,
        struct Second< 3 -> 1 >;
    }
}

mod a_declaration_ends_with_a_semicolon {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 1 > }

    fn program() {
        let _ = Net::zeros();
    }
}

mod a_declaration_has_a_name {
    use staticnn::prelude::*;

    network! { struct < 3 -> 1 >; }
}

mod a_declaration_is_a_struct {
    use staticnn::prelude::*;

    network! { pub Net< 3 -> 1 >; }
}

mod a_greater_than_ends_the_shape {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu > 8 -> 1 >; }
}

mod a_name_isnt_a_word_of_rusts {
    use staticnn::prelude::*;

    network! { struct fn< 3 -> 12 relu -> 1 >; }
}

mod a_semicolon_ends_one_declaration {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 1 >;; }
}

mod a_shape_ends_with_a_bracket {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 1; }
}

mod a_shape_is_written_out {
    use staticnn::prelude::*;

    network! { struct Net<  >; }
}

mod a_shape_starts_with_a_bracket {
    use staticnn::prelude::*;

    network! { struct Net { 3 -> 1 }; }
}

mod each_declaration_ends_with_a_semicolon {
    use staticnn::prelude::*;

    network! {
        struct First< 3 -> 1 >
        struct Second< 3 -> 1 >;
    }
}

mod nothing_stands_after_the_shape {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 1 > 2; }
}

mod a_keyword_is_no_name {
    use staticnn::prelude::*;

    network! {
        struct _< 3 -> 1 >;
        struct self< 3 -> 1 >;
        struct impl< 3 -> 1 >;
        struct async< 3 -> 1 >;
        struct crate< 3 -> 1 >;
        struct Self< 3 -> 1 >;
        struct gen< 3 -> 1 >;
    }
}

mod a_keyword_is_no_declaration {
    use staticnn::prelude::*;

    network! { pub < 3 -> 1 >; }
    network! { type Net = < 3 -> 1 >; }
}

mod a_shape_follows_the_name {
    use staticnn::prelude::*;

    network! { struct Net pub < 3 -> 1 >; }
}

mod two_networks_have_two_names {
    use staticnn::prelude::*;

    network! {
        struct Net< 3 -> 12 relu -> 1 >;
        struct Net< 3 -> 1 >;
    }

    fn program() {
        let _ = Net::zeros();
    }
}

mod a_network_has_no_type_parameters {
    use staticnn::prelude::*;

    network! { struct Net<T>< 3 -> 1 >; }
}

fn main() {}
