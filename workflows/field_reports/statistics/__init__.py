"""The figures of the component, at its page: counted beforehand, compared fairly, explained."""
