-- The components are right when every node has one component and each component's node is its own: otherwise
-- `identity_rounds` in dbt_project.yml is too low for the longest chain of identifiers, and customers would be split.
with members as (

    select node_no, component_no from {{ ref('int_identity__components') }}

)

select node_no, 'belongs to several components: raise identity_rounds' as reason
from members
group by node_no
having count(*) > 1

union all

select members.component_no as node_no, 'is no root of its component: raise identity_rounds' as reason
from members
inner join members as roots on members.component_no = roots.node_no
where roots.component_no <> roots.node_no
